//! Sandboxes that are ready before anybody asks.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime};

use computesdk::{Compute, Error, EventName, PoolStats, Sandbox};
use rustix::process::{getpid, set_child_subreaper};
use tokio::time::sleep;

use crate::killed::host::reap_all;
use crate::killed::{children_of, inits_of, kill};
use crate::stage::play;
use crate::traces::Traces;
use crate::world::{run, text};

/// With a pool that keeps to these bounds, and keeps what it has.
fn compute(bounds: RangeInclusive<usize>) -> Compute {
    let builder = Compute::builder().no_config_file().no_environment();
    let builder = builder.pool(bounds).pool_idle(Duration::from_secs(3600));
    builder.build().unwrap()
}

async fn create(compute: &Compute) -> Sandbox {
    compute.sandbox("local").await.unwrap()
}

/// Waits until the pool is as it should be.
async fn until(compute: &Compute, holds: impl Fn(PoolStats) -> bool) -> PoolStats {
    loop {
        let stats = compute.pool().stats();
        if holds(stats) {
            return stats;
        }
        sleep(Duration::from_millis(1)).await;
    }
}

#[test]
fn nothing_is_made_ahead_for_the_first_sandbox() {
    run(async {
        let compute = compute(0..=10);
        let sandbox = create(&compute).await;
        assert_eq!(text(&sandbox, "echo first").await, "first");
        let stats = compute.pool().stats();
        assert_eq!((stats.wanted, stats.ready, stats.making), (0, 0, 0));
        assert_eq!((stats.hits, stats.misses), (0, 1));
        assert_eq!(stats.memory, 0);
    });
}

#[test]
fn the_third_sandbox_was_ready_and_is_like_any_other() {
    run(async {
        let compute = compute(0..=10);
        for _ in 0..2 {
            create(&compute).await.destroy().await.unwrap();
        }
        let stats = until(&compute, |stats| stats.ready > 0).await;
        assert_eq!((stats.hits, stats.misses, stats.configurations), (0, 2, 1));
        assert!(stats.memory > 0, "{stats:?}");

        let asked = SystemTime::now();
        let sandbox = compute.sandbox("local").env("NAME", "value").await.unwrap();
        assert_eq!(compute.pool().stats().hits, 1);
        assert_eq!(text(&sandbox, "echo $NAME $HOME").await, "value /home/user");
        sandbox.unset_env("NAME").unwrap();
        assert_eq!(text(&sandbox, "echo $NAME").await, "");
        assert!(sandbox.info().await.unwrap().created_at >= asked);
        // Its place is taken.
        until(&compute, |stats| stats.ready == stats.wanted).await;
    });
}

#[test]
fn no_sandbox_is_given_out_twice() {
    run(async {
        let compute = compute(0..=10);
        compute.sandbox("local").prepare(3).await.unwrap();
        let mut ids = BTreeSet::new();
        for round in 0..20 {
            let sandbox = create(&compute).await;
            assert!(ids.insert(sandbox.id().clone()), "{}", sandbox.id());
            let left = text(&sandbox, "ls /tmp /home/user; pgrep sleep; true").await;
            assert_eq!(left, "/home/user:\n\n/tmp:", "in round {round}");
            sandbox.exec("touch ~/mark /tmp/mark").await.unwrap();
            sandbox.start_background("sleep 1000").await.unwrap();
            // As likely to be given back as not.
            if round % 2 == 0 {
                sandbox.destroy().await.unwrap();
            }
        }
        assert!(compute.pool().stats().hits >= 3);
    });
}

#[test]
fn a_sandbox_is_of_the_configuration_that_was_asked_for() {
    run(async {
        let compute = compute(0..=10);
        let small = || compute.sandbox("local").memory(64 << 20);
        assert_eq!(compute.sandbox("local").prepare(1).await.unwrap(), 1);
        assert_eq!(small().prepare(2).await.unwrap(), 2);
        assert_eq!(compute.pool().stats().configurations, 2);
        assert_eq!(compute.pool().stats().ready, 3);
        let sandbox = small().await.unwrap();
        assert_eq!(sandbox.limits().memory, Some(64 << 20));
        let sandbox = create(&compute).await;
        assert_ne!(sandbox.limits().memory, Some(64 << 20));
        assert_eq!(compute.pool().stats().hits, 2);

        // What a mount shows may be another thing by then.
        let mounted = || compute.sandbox("local").mount("/usr/bin", "/mnt", true);
        assert_eq!(mounted().prepare(1).await.unwrap(), 0);
        drop(mounted().await.unwrap());
        assert_eq!(compute.pool().stats().hits, 2);
    });
}

#[test]
fn kinds_share_what_may_be_ready() {
    run(async {
        let compute = compute(0..=3);
        assert_eq!(compute.sandbox("local").prepare(3).await.unwrap(), 3);
        let small = compute.sandbox("local").memory(64 << 20);
        assert_eq!(small.prepare(2).await.unwrap(), 2);
        assert_eq!(compute.pool().stats().ready, 3);
        let smaller = compute.sandbox("local").memory(32 << 20);
        assert_eq!(smaller.prepare(9).await.unwrap(), 3);
        let stats = compute.pool().stats();
        assert_eq!((stats.ready, stats.expired), (3, 5));
    });
}

#[test]
fn more_than_it_has_are_made_as_ever() {
    run(async {
        let compute = compute(0..=2);
        assert_eq!(compute.sandbox("local").prepare(5).await.unwrap(), 2);
        let creating = (0..12).map(|_| tokio::spawn(compute.sandbox("local").into_future()));
        let creating: Vec<_> = creating.collect();
        for created in creating {
            let sandbox = created.await.unwrap().unwrap();
            assert_eq!(text(&sandbox, "echo here").await, "here");
        }
        let stats = until(&compute, |stats| stats.making == 0).await;
        assert_eq!(stats.hits + stats.misses, 12);
        assert!(stats.ready <= 2 && stats.wanted <= 2, "{stats:?}");
    });
}

#[test]
fn its_sandboxes_do_not_count_as_alive() {
    run(async {
        let builder = Compute::builder().no_config_file().no_environment();
        let compute = builder.max_sandboxes(1).build().unwrap();
        compute.sandbox("local").prepare(2).await.unwrap();
        let only = create(&compute).await;
        let refused = compute.sandbox("local").await;
        assert!(matches!(refused, Err(Error::ResourceExhausted(_))));
        drop(only);
        create(&compute).await.destroy().await.unwrap();
    });
}

#[test]
fn what_nobody_needs_ends_and_what_is_to_stay_stays() {
    run(async {
        let builder = Compute::builder().no_config_file().no_environment();
        let builder = builder.pool(1..=10).pool_idle(Duration::from_millis(100));
        let compute = builder.build().unwrap();
        compute.sandbox("local").prepare(6).await.unwrap();
        let stats = until(&compute, |stats| stats.ready == 1).await;
        assert_eq!((stats.wanted, stats.expired), (1, 5));
        // Longer than it takes to let go of one.
        sleep(Duration::from_millis(400)).await;
        assert_eq!(compute.pool().stats().ready, 1);
        compute.pool().clear();
        assert_eq!(compute.pool().stats().ready, 0);
    });
}

#[test]
fn bounds_that_contradict_each_other_are_refused() {
    let builder = Compute::builder().no_config_file().no_environment();
    #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake")]
    let refused = builder.pool(3..=2).build().unwrap_err();
    assert!(matches!(refused, Error::InvalidArgument(_)), "{refused}");
}

#[test]
fn one_that_was_killed_is_not_given_out() {
    play("pool without inits", "");
}

pub(crate) fn pool_without_inits() {
    set_child_subreaper(Some(getpid())).unwrap();
    let before = Traces::now();
    let spawners = run(async {
        let compute = compute(0..=10);
        compute.sandbox("local").prepare(4).await.unwrap();
        let spawner = children_of(std::process::id())[0];
        for init in inits_of(spawner).into_iter().skip(1) {
            kill(init);
        }
        while inits_of(spawner).len() > 1 {
            sleep(Duration::from_millis(1)).await;
        }
        let sandbox = create(&compute).await;
        assert_eq!(text(&sandbox, "echo alive").await, "alive");

        // All of them, and who makes them.
        compute.sandbox("local").prepare(4).await.unwrap();
        let inits = inits_of(spawner);
        kill(spawner);
        // They die a little later, as ours.
        while !inits_of(spawner).is_empty()
            || children_of(std::process::id())
                .iter()
                .any(|pid| inits.contains(pid))
        {
            sleep(Duration::from_millis(1)).await;
        }
        let sandbox = loop {
            let sandbox = create(&compute).await;
            match sandbox.exec("true").await {
                Ok(_) => break sandbox,
                // Its death was not heard of yet.
                Err(Error::SandboxGone(_)) => {}
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!(text(&sandbox, "echo alive").await, "alive");
        compute.sandbox("local").prepare(4).await.unwrap();
        // With the pool, what is in it ends.
        let spawner = *children_of(std::process::id()).last().unwrap();
        drop(compute);
        while inits_of(spawner).len() > 1 {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(text(&sandbox, "echo alive").await, "alive");
        vec![spawner]
    });
    let spawners = [spawners, reap_all()].concat();
    before.nothing_new(&spawners);
}

#[test]
fn only_what_was_asked_for_is_told_of() {
    run(async {
        let compute = compute(0..=10);
        let mut events = compute.events();
        compute.sandbox("local").prepare(3).await.unwrap();
        let sandbox = create(&compute).await;
        let told: Vec<_> = [events.next().await, events.next().await].into();
        for event in told.into_iter().flatten() {
            assert_eq!(event.sandbox, *sandbox.id());
        }
        compute.pool().clear();
        sandbox.destroy().await.unwrap();
        let last = events.next().await.unwrap();
        assert_eq!(last.sandbox, *sandbox.id());
        assert_eq!(last.kind.name(), EventName::Destroyed);
    });
}
