# Reads Authentication-Results bodies, each ended by a NUL, and prints what
# Mail::AuthenticationResults::Parser makes of each: a line of JSON, for
# authres.py.
#
#	{"results": [["spf", "pass", [["smtp.mailfrom", "u@example.com"]]]]}
#	{"error": "why it was refused"}
use strict;
use warnings;

use JSON;
use Mail::AuthenticationResults::Parser;

sub kind {
	my ($x, $kind) = @_;
	return ref($x) eq "Mail::AuthenticationResults::Header::$kind";
}

# A method of another version is to be ignored (RFC 8601 2.2).
sub results {
	my ($header) = @_;
	my @results;

	for my $entry (@{ $header->children }) {
		next if !kind($entry, 'Entry');
		my @children = @{ $entry->children };
		next if grep { kind($_, 'Version') && $_->value != 1 }
		    @children;
		my @properties = map { [ $_->key, $_->value ] }
		    grep { kind($_, 'SubEntry') } @children;
		push @results, [ $entry->key, $entry->value, \@properties ];
	}
	return \@results;
}

my $json = JSON->new->canonical->latin1;
$/ = "\0";
$| = 1;
while (my $body = <STDIN>) {
	chomp $body;
	my $answer = eval {
		my $parser = Mail::AuthenticationResults::Parser->new;
		return { results => results($parser->parse($body)) };
	};
	$answer = { error => "$@" } if !$answer;
	print $json->encode($answer), "\n";
}
