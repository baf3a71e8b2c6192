/**
 * The program that Apache asks about each WebSocket handshake (`RewriteMap prg:`, mod_rewrite). One process for all of
 * Apache, so its counts are exact. Which WebSockets are still open it does not have to be told: each is a TCP connection
 * of its own, and the kernel lists those. Perl, because Apache's package brings it along.
 *
 * The rate is a leaky bucket as nginx's limit_req has it (nodelay); a handshake above the rate counts for nothing.
 */
export const limiterProgram = String.raw`#!/usr/bin/perl
# Written by wss-setup; "wss-setup remove" takes it away.
# Apache asks about each WebSocket handshake, a line "ADDRESS PORT" of the client; the answer is "pass" or "refuse".
# Arguments: open WebSockets of one address, handshakes a second (0: no limit), handshakes above that rate at once, a file.
use strict;
use warnings;
use Socket qw(AF_INET AF_INET6 inet_pton);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

# A reload starts this program anew; what is open is handed on in the file.
my ($most, $rate, $burst, $state) = @ARGV;
my (%open, %bucket);
my ($crowd, $connections) = (1024, 0);
my ($looked, $took) = (0, 0);
my $mapped = substr hex_of('::ffff:0.0.0.0'), 0, 24;

load();
$SIG{TERM} = sub { save(); exit 0 };
$| = 1;
while (my $line = <STDIN>) {
    my ($address, $port) = split ' ', $line;
    print admit($address // '', $port // 0) ? "pass\n" : "refuse\n";
}

sub admit {
    my ($address, $port) = @_;
    my $hex = hex_of($address);
    return 1 if !defined $hex;
    my ($now, $key) = (clock_gettime(CLOCK_MONOTONIC), sprintf '%s:%04X', $hex, $port);
    my $excess = 0;
    if ($rate && $bucket{$address}) {
        my ($before, $at) = @{ $bucket{$address} };
        $excess = $before - ($now - $at) * $rate + 1;
        $excess = 0 if $excess < 0;
        return 0 if $excess > $burst + 1e-6;
    }
    # A handshake that is refused for too many open ones counts all the same: asking on and on costs no more than the rate.
    if ($rate) {
        $bucket{$address} = [$excess, $now];
        forget_slow($now) if keys %bucket > 4096;
    }
    if ($most && !$open{$address}{$key}) {
        forget_closed() if keys %{ $open{$address} } >= $most || $connections > $crowd;
        return 0 if keys %{ $open{$address} // {} } >= $most;
        $open{$address}{$key} = 1;
        $connections++;
    }
    return 1;
}

# Drops what the kernel lists neither as established (01 in the fourth column of proc_net_tcp) nor as closed by the client
# alone (08): Apache holds such a connection until the backend has closed it too. To look takes the longer the more
# connections there are, and all that ask wait meanwhile: so that is done a tenth of the time at most.
sub forget_closed {
    my $begun = clock_gettime(CLOCK_MONOTONIC);
    return if $begun - $looked < 9 * $took;
    my %alive;
    for my $table ('/proc/net/tcp', '/proc/net/tcp6') {
        open my $lines, '<', $table or next;
        while (<$lines>) {
            my (undef, undef, $remote, $status) = split ' ';
            next if $status ne '01' && $status ne '08';
            $remote =~ s/^\Q$mapped\E//;
            $alive{$remote} = 1;
        }
    }
    $connections = 0;
    for my $address (keys %open) {
        my $ports = $open{$address};
        delete @{$ports}{ grep { !$alive{$_} } keys %$ports };
        $connections += keys %$ports;
        delete $open{$address} if !%$ports;
    }
    $crowd = $connections > 512 ? 2 * $connections : 1024;
    $looked = clock_gettime(CLOCK_MONOTONIC);
    $took = $looked - $begun;
}

sub forget_slow {
    my ($now) = @_;
    for my $address (keys %bucket) {
        my ($excess, $at) = @{ $bucket{$address} };
        delete $bucket{$address} if ($now - $at) * $rate >= $excess + 1;
    }
}

# An address as the kernel's tables have it: words of four bytes in the machine's own order.
sub hex_of {
    my ($address) = @_;
    $address =~ s/%.*//;
    my $bytes = inet_pton($address =~ /:/ ? AF_INET6 : AF_INET, $address);
    return defined $bytes ? join '', map { sprintf '%08X', $_ } unpack 'L*', $bytes : undef;
}

sub load {
    open my $lines, '<', $state or return;
    while (<$lines>) {
        my ($address, $key) = split ' ';
        $open{$address}{$key} = 1 if defined $key;
    }
    forget_closed();
}

sub save {
    forget_closed();
    open my $lines, '>', $state or return;
    for my $address (keys %open) {
        print $lines "$address $_\n" for keys %{ $open{$address} };
    }
    close $lines;
}
`;
