#!/usr/bin/perl
# Make a MaxMind DB of countries from a text file: make_mmdb.pl IN.tsv OUT.mmdb
#
#   IN:  line = CIDR TAB code LF | "#" comment LF | LF       as `sluice sample` writes geo/country.tsv
#   OUT: each address has {country: {iso_code, names: {en}}}; look with `mmdblookup --file OUT.mmdb --ip 81.96.0.1`
#
# Needs Debian's libmaxmind-db-writer-perl.
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my %names = (
    A1 => 'Anonymous Proxy', AR => 'Argentina', AU => 'Australia', BD => 'Bangladesh', BR => 'Brazil', BT => 'Bhutan',
    CA => 'Canada', CH => 'Switzerland', CL => 'Chile', CN => 'China', CO => 'Colombia', DE => 'Germany', EG => 'Egypt',
    ES => 'Spain', ET => 'Ethiopia', FR => 'France', GB => 'United Kingdom', GH => 'Ghana', GR => 'Greece',
    ID => 'Indonesia', IE => 'Ireland', IN => 'India', IT => 'Italy', JP => 'Japan', KE => 'Kenya', KR => 'South Korea',
    MA => 'Morocco', MX => 'Mexico', NG => 'Nigeria', NL => 'Netherlands', NO => 'Norway', NZ => 'New Zealand',
    PE => 'Peru', PH => 'Philippines', PK => 'Pakistan', PL => 'Poland', PT => 'Portugal', RU => 'Russia',
    SE => 'Sweden', SG => 'Singapore', TR => 'Turkey', UA => 'Ukraine', US => 'United States', VN => 'Vietnam',
    ZA => 'South Africa',
);

@ARGV == 2 or die "usage: make_mmdb.pl IN.tsv OUT.mmdb\n";
my ($in, $out) = @ARGV;

my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version               => 6,
    record_size              => 24,
    database_type            => 'Sluice-Country',
    languages                => ['en'],
    description              => { en => 'Made from ' . ($in =~ s{.*/}{}r) },
    map_key_type_callback    => sub { $_[0] =~ /^(?:country|names)$/ ? 'map' : 'utf8_string' },
    remove_reserved_networks => 0,
    alias_ipv6_to_ipv4       => 1,
);
open my $ranges, '<', $in or die "make_mmdb.pl: cannot read $in: $!\n";
while (my $line = <$ranges>) {
    chomp $line;
    next if $line =~ /^(?:#|$)/;
    my ($network, $code) = split /\t/, $line;
    defined $code or die "make_mmdb.pl: $in line $.: no tab\n";
    $tree->insert_network($network, { country => { iso_code => $code, names => { en => $names{$code} // $code } } });
}
open my $file, '>:raw', $out or die "make_mmdb.pl: cannot write $out: $!\n";
$tree->write_tree($file);
close $file or die "make_mmdb.pl: cannot write $out: $!\n";
