#!/usr/bin/env perl
# A part of the machine: the listener, connections that say nothing, and the pool of helpers without jobs.
# What a client says is answered with "unsupported". With --mistake NAME it makes that mistake:
#   stays-paused  takes no connection again once there were too many
#   spawns-at-once  spawns the next helper when one fails to start, without a pause
use strict;
use warnings;
use JSON::PP;

my $mistake = @ARGV > 1 && $ARGV[0] eq '--mistake' ? $ARGV[1] : '';
my $json = JSON::PP->new->canonical;
$| = 1;

my ($limits, $accepting, $draining, %connections, %helpers, $next_helper, $paused, @rules, @commands);

sub rule { push @rules, @_; return }
sub act { my ($tag, %members) = @_; push @commands, { _tag => $tag, %members }; return }
sub unsupported { die { unsupported => $_[0] } }

sub connection_timer { return { _tag => 'Connection', connection => 0 + $_[0] } }
sub job_timer { return { _tag => 'Job', helper => 0 + $_[0] } }
sub count { my ($state) = @_; return scalar grep { $_->{state} eq $state } values %helpers }

sub settle {
    while (!$paused && count('hung') <= $limits->{helpersHungMax}) {
        my $live = keys(%helpers) - count('hung');
        last if $live >= $limits->{helpersMax} || $live >= $limits->{helpersMin};
        my $id = $next_helper++;
        $helpers{$id} = { state => 'starting' };
        rule('helpers/spawn');
        act('SpawnHelper', helper => $id);
        act('StartTimer', timer => job_timer($id), millis => $limits->{startMillis});
    }
    return;
}

sub spawn_failed {
    rule('helpers/spawn-failed');
    if ($mistake eq 'spawns-at-once') { settle(); return }
    $paused = 1;
    act('StartTimer', timer => { _tag => 'Spawn' }, millis => $limits->{spawnPauseMillis});
    return;
}

sub pause {
    return if $accepting ne 'open';
    $accepting = 'full';
    act('PauseAccept');
    return;
}

sub resume {
    return if $mistake eq 'stays-paused';
    $accepting = 'open';
    rule('accept/resume');
    act('ResumeAccept');
    return;
}

sub drained {
    return if !$draining || %connections || grep { $_ eq 'dispatcher/drained' } @rules;
    rule('dispatcher/drained');
    act('StopTimer', timer => { _tag => 'Drain' });
    act('Stop');
    return;
}

sub close_connection {
    my ($id, $how, $rule) = @_;
    rule($rule);
    act('StopTimer', timer => connection_timer($id));
    act('Close', connection => 0 + $id, how => $how);
    delete $connections{$id};
    resume() if $accepting eq 'full' && keys(%connections) < $limits->{connectionsMax};
    drained();
    return;
}

sub linger {
    my ($id, $rule) = @_;
    rule($rule);
    $connections{$id} = 'linger';
    act('Finish', connection => 0 + $id);
    act('StartTimer', timer => connection_timer($id), millis => $limits->{lingerMillis});
    return;
}

sub late { rule('faults/late-event'); return }

my %on_timer = (
    Connection => sub {
        my $id = $_[0]{connection};
        return late() if !exists $connections{$id};
        return close_connection($id, 'gracefully', 'send/linger-end') if $connections{$id} eq 'linger';
        return linger($id, 'read/idle-timeout');
    },
    Job => sub {
        my $helper = $helpers{ $_[0]{helper} };
        return late() if !$helper || $helper->{state} ne 'starting';
        $helper->{state} = 'hung';
        rule('helpers/hung');
        act('KillHelper', helper => $_[0]{helper});
        return spawn_failed();
    },
    Accept => sub { return $accepting eq 'exhausted' ? resume() : late() },
    Spawn => sub { $paused = 0; rule('helpers/spawn-again'); return settle() },
    Drain => sub {
        rule('dispatcher/drain-timeout');
        for my $id (sort { $a <=> $b } keys %connections) {
            my $lingers = $connections{$id} eq 'linger';
            close_connection($id, $lingers ? ('gracefully', 'send/linger-end') : ('reset', 'dispatcher/drain-timeout'));
        }
        return drained();
    },
);

my %on = (
    Started => sub { rule('dispatcher/start'); act('ResumeAccept'); return settle() },
    ClockTicked => sub { return rule('dispatcher/clock') },
    Accepted => sub {
        my $id = $_[0]{connection};
        my $full = keys(%connections) >= $limits->{connectionsMax} + $limits->{overloadMax};
        if ($draining || $full) {
            rule($draining ? 'accept/draining' : 'accept/full');
            act('Close', connection => $id, how => 'reset');
            return $draining ? () : pause();
        }
        unsupported('answers') if keys(%connections) >= $limits->{connectionsMax};
        $connections{$id} = 'read';
        rule('accept/admit');
        act('Read', connection => $id);
        return act('StartTimer', timer => connection_timer($id), millis => $limits->{headMillis});
    },
    AcceptFailed => sub {
        rule('accept/exhausted');
        return if $accepting ne 'open';
        $accepting = 'exhausted';
        act('PauseAccept');
        return act('StartTimer', timer => { _tag => 'Accept' }, millis => $limits->{acceptPauseMillis});
    },
    PeerEnded => sub {
        my $id = $_[0]{connection};
        return late() if !exists $connections{$id};
        return close_connection($id, 'gracefully', 'send/linger-end') if $connections{$id} eq 'linger';
        act('Finish', connection => $id);
        return close_connection($id, 'gracefully', 'read/peer-ended');
    },
    PeerReset => sub {
        my $id = $_[0]{connection};
        return exists $connections{$id} ? close_connection($id, 'reset', 'faults/peer-reset') : late();
    },
    HelperReady => sub {
        my $helper = $helpers{ $_[0]{helper} };
        return late() if !$helper || $helper->{state} ne 'starting';
        $helper->{state} = 'idle';
        rule('helpers/ready');
        act('StopTimer', timer => job_timer($_[0]{helper}));
        return settle();
    },
    HelperLost => sub {
        my $id = $_[0]{helper};
        my $helper = delete $helpers{$id} or return late();
        if ($helper->{state} eq 'starting') { act('StopTimer', timer => job_timer($id)); return spawn_failed() }
        rule('helpers/lost');
        return $helper->{state} eq 'idle' ? spawn_failed() : settle();
    },
    TimerFired => sub { return $on_timer{ $_[0]{timer}{_tag} }->($_[0]{timer}) },
    DrainRequested => sub {
        rule('dispatcher/drain');
        return if $draining;
        ($draining, $accepting) = (1, 'closed');
        act('StopAccept');
        act('StartTimer', timer => { _tag => 'Drain' }, millis => $limits->{drainMillis});
        for my $id (sort { $a <=> $b } keys %connections) {
            linger($id, 'dispatcher/drain') if $connections{$id} eq 'read';
        }
        return drained();
    },
);

sub start {
    my ($settings) = @_;
    $limits = $settings->{limits};
    ($accepting, $draining, $next_helper, $paused) = ('open', 0, 1, 0);
    (%connections, %helpers) = ();
    return { ready => JSON::PP::true };
}

sub step {
    my ($event) = @_;
    (@rules, @commands) = ();
    my $handler = $on{ $event->{_tag} } or unsupported('what clients say');
    $handler->($event);
    return { commands => [@commands], rules => [@rules] };
}

while (my $line = <STDIN>) {
    my $question = $json->decode($line);
    my $answer = eval { $question->{start} ? start($question->{start}{settings}) : step($question->{event}) };
    if (!defined $answer) {
        die $@ if !ref $@;
        $answer = $@;
    }
    print $json->encode($answer), "\n";
}
