"""Time and memory by size of input, as an SVG of two panels."""
import math

WIDTH, HEIGHT = 860, 380
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 64, 64
PANEL = (WIDTH - 2 * (LEFT + RIGHT)) / 2
HIGH = HEIGHT - TOP - BOTTOM
INK, FAINT, BLUE, RED = "#1f2328", "#d5d9de", "#1f6feb", "#cf222e"


def number(x):
    return f"{x:g}"


def text(x, y, s, anchor="middle", size=12, color=INK, turn=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-size="{size}" fill="{color}"{turn}>{s}</text>\n')


def line(x1, y1, x2, y2, color=FAINT, dash=""):
    dash = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{color}"{dash}/>\n')


def dot(x, y, full):
    fill = BLUE if full else "#ffffff"
    return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{fill}" '
            f'stroke="{BLUE}" stroke-width="2"/>\n')


class Log:
    """Decades from the one below the least to the one above the most."""

    def __init__(self, values, begin, length):
        self.low = math.floor(math.log10(min(values)) + 1e-9)
        self.high = math.ceil(math.log10(max(values)) - 1e-9)
        self.high = max(self.high, self.low + 1)
        self.begin, self.length = begin, length

    def at(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + part * self.length

    def ticks(self):
        return [10.0 ** e for e in range(self.low, self.high + 1)]


class Linear:
    def __init__(self, high, step, begin, length):
        self.high, self.step = high, step
        self.begin, self.length = begin, length

    def at(self, value):
        return self.begin + value / self.high * self.length

    def ticks(self):
        return [i * self.step for i in range(int(self.high / self.step) + 1)]


def frame(x, y, left, title, unit):
    """Grid, ticks and title of a panel."""
    out = ""
    for v in x.ticks():
        out += line(x.at(v), TOP, x.at(v), TOP + HIGH)
        out += text(x.at(v), TOP + HIGH + 18, number(v))
    for v in y.ticks():
        out += line(left, y.at(v), left + PANEL, y.at(v))
        out += text(left - 8, y.at(v) + 4, number(v), "end")
    out += text(left + PANEL / 2, TOP + HIGH + 40, "GB of input")
    out += text(left, TOP - 14, f"{title}, {unit}", "start", 14)
    return out


def time_panel(points, left):
    x = Log([p["gb"] for p in points], left, PANEL)
    y = Log([p["seconds"] for p in points], TOP + HIGH, -HIGH)
    out = frame(x, y, left, "time", "s")
    files = [p for p in points if not p["streamed"]] or points
    rate = files[-1]["seconds"] / files[-1]["gb"]
    low = max(x.ticks()[0], y.ticks()[0] / rate)
    high = min(x.ticks()[-1], y.ticks()[-1] / rate)
    out += line(x.at(low), y.at(low * rate), x.at(high), y.at(high * rate),
                RED, "5 4")
    out += text(left + 8, TOP + 16, f"dashed: {1 / rate:.2f} GB/s", "start",
                12, RED)
    for p in points:
        out += dot(x.at(p["gb"]), y.at(p["seconds"]), not p["streamed"])
    return out


def memory_panel(points, left, goal):
    most = max(max(p["mib"] for p in points), goal)
    step = 2.0 ** math.ceil(math.log2(most / 5))
    x = Log([p["gb"] for p in points], left, PANEL)
    y = Linear(math.ceil(most * 1.1 / step) * step, step, TOP + HIGH, -HIGH)
    out = frame(x, y, left, "peak memory without pages of files", "MiB")
    out += line(left, y.at(goal), left + PANEL, y.at(goal), RED, "5 4")
    out += text(left + 8, y.at(goal) - 6, f"dashed: goal, {goal} MiB",
                "start", 12, RED)
    for p in points:
        out += dot(x.at(p["gb"]), y.at(p["mib"]), not p["streamed"])
    return out


def svg(points, title, goal):
    """points: gb, seconds, mib, streamed; one each size, ascending."""
    out = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
           f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif">\n'
           f'<title>{title}</title>\n'
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n')
    out += text(LEFT, 22, title, "start", 15)
    out += time_panel(points, LEFT)
    out += memory_panel(points, LEFT + PANEL + RIGHT + LEFT, goal)
    if any(p["streamed"] for p in points):
        out += text(LEFT, HEIGHT - 6, "hollow: streamed from the generator, "
                    "the time is that of both", "start", 11)
    return out + "</svg>\n"
