//! Environment variables.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use computesdk::{Error, User};

use crate::Fixture;

pub async fn the_nearest_value_wins(fixture: Fixture) {
    let compute = fixture.builder();
    let compute = compute.env("A", "compute").env("B", "compute");
    let compute = compute.env("C", "compute").env("D", "compute");
    let compute = compute.build().unwrap();
    let sandbox = compute.default_sandbox();
    let sandbox = sandbox.env("B", "sandbox").env("C", "sandbox");
    let sandbox = sandbox.env("D", "sandbox").await.unwrap();
    sandbox.set_env("C", "handle").unwrap();
    sandbox.set_env("D", "handle").unwrap();
    let exec = sandbox.exec("echo $A $B $C $D").env("D", "call");
    let result = exec.await.unwrap();
    assert_eq!(result.stdout, "compute sandbox handle call\n");
}

pub async fn nothing_is_added(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let given = sandbox.get_env().unwrap();
    for name in ["PATH", "HOME"] {
        assert!(given.contains_key(OsStr::new(name)), "{name} is missing");
    }
    let words: [&str; 0] = [];
    let printed = sandbox.exec(("printenv", words)).await.unwrap().stdout;
    let printed: BTreeMap<OsString, OsString> = printed
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    assert_eq!(printed, given);
}

pub async fn each_user_has_a_home(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for user in [User::User, User::Root] {
        match sandbox.exec(("printenv", ["HOME"])).user(user).await {
            Ok(result) => assert_eq!(result.stdout.trim_end(), user.home()),
            Err(Error::Unsupported(_)) => assert_eq!(user, User::Root),
            Err(other) => panic!("{other}"),
        }
    }
}

pub async fn set_and_unset_hold_for_later_calls(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let clone = sandbox.clone();
    sandbox.set_env("GREETING", "hello").unwrap();
    let value = clone.get_env_var("GREETING").unwrap();
    assert_eq!(value.as_deref(), Some(OsStr::new("hello")));
    assert_eq!(
        clone.exec("echo $GREETING").await.unwrap().stdout,
        "hello\n"
    );

    sandbox.unset_env("GREETING").unwrap();
    sandbox.unset_env("HOME").unwrap();
    assert_eq!(sandbox.get_env_var("GREETING").unwrap(), None);
    for name in ["GREETING", "HOME"] {
        let result = sandbox.exec(("printenv", [name])).unchecked().await;
        assert_eq!(result.unwrap().exit_code, 1, "{name}");
    }
}

pub async fn values_pass_unchanged(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let value = "two\nlines 'and' \"quotes\" $HOME é ;";
    let exec = sandbox.exec(("printenv", ["ODD"])).env("ODD", value);
    let result = exec.await.unwrap();
    assert_eq!(result.stdout, format!("{value}\n").as_str());
}

pub async fn impossible_names_are_refused(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for name in ["", "A=B", "A\0"] {
        let refused = sandbox.exec("true").env(name, "x").await;
        assert!(
            matches!(refused, Err(Error::InvalidArgument(_))),
            "{refused:?}"
        );
        assert!(sandbox.set_env(name, "x").is_err());
    }
}
