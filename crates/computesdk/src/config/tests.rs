use std::path::PathBuf;

use computesdk_model::{Error, Hint, Limits};
use tempfile::TempDir;

use super::*;

/// What an error says, with its hints.
fn told(error: &Error) -> String {
    let hints = error.hints().iter().map(Hint::to_string);
    let lines: Vec<_> = std::iter::once(error.to_string()).chain(hints).collect();
    lines.join("\n")
}

fn from_environment(variables: &[(&str, &str)]) -> Result<Config> {
    let environment = variables.iter().copied().collect();
    Config::load(&environment, &ConfigFile::Nowhere)
}

/// A file with this text, in a directory that lives as long as the first part.
fn written(text: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("compute.toml");
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

fn from_file(text: &str) -> Result<Config> {
    let (_directory, path) = written(text);
    Config::load(&Environment::default(), &ConfigFile::At(path))
}

/// The file's text, and what the error says with the file's name in short.
fn check(text: &str, expect: &str) {
    let (_directory, path) = written(text);
    let at = ConfigFile::At(path.clone());
    let error = Config::load(&Environment::default(), &at).unwrap_err();
    let told = told(&error).replace(path.to_str().unwrap(), "FILE");
    assert_eq!(told, expect);
}

#[test]
fn a_file_says_everything() {
    let config = from_file(
        r#"
        provider = "e2b"
        timeout_ms = 1500
        log_level = "debug"
        max_sandboxes = 7
        max_output_size = "1MiB"

        [limits]
        memory = "256MiB"
        swap = 0
        processes = 64
        cpus = 1.5
        cpu_weight = 200
        open_files = "unlimited"
        file_size = "1GiB"
        disk = 1_000_000
        tmp = "64MiB"
        inodes = 1000
        read_rate = "100MB"
        write_rate = "unlimited"

        [env]
        MODE = "test"

        [providers.e2b]
        use = "local"
        "#,
    )
    .unwrap();
    assert_eq!(config.provider.as_deref(), Some("e2b"));
    assert_eq!(config.timeout, Some(Some(Duration::from_millis(1500))));
    assert_eq!(config.log_level, Some(LevelFilter::DEBUG));
    assert_eq!(config.max_sandboxes, Some(7));
    assert_eq!(config.max_output_size, Some(1 << 20));
    let limits = Limits {
        memory: Some(256 << 20),
        swap: Some(0),
        processes: Some(64),
        cpus: Some(1.5),
        cpu_weight: 200,
        open_files: None,
        file_size: Some(1 << 30),
        disk: Some(1_000_000),
        tmp: Some(64 << 20),
        inodes: Some(1000),
        read_rate: Some(100_000_000),
        write_rate: None,
    };
    assert_eq!(config.limits.limits(), limits);
    assert_eq!(config.env["MODE".as_ref() as &std::ffi::OsStr], "test");
    assert_eq!(config.providers["e2b"].redirect.as_deref(), Some("local"));
}

#[test]
fn the_environment_says_the_same() {
    let config = from_environment(&[
        ("COMPUTE_PROVIDER", "e2b"),
        ("COMPUTE_TIMEOUT_MS", "0"),
        ("COMPUTE_LOG_LEVEL", "off"),
        ("COMPUTE_MAX_SANDBOXES", "7"),
        ("COMPUTE_MAX_OUTPUT_SIZE", "1MiB"),
        ("COMPUTE_MEMORY", "1GiB"),
        ("COMPUTE_PROCESSES", "unlimited"),
        ("COMPUTE_OPEN_FILES", "64"),
        ("COMPUTE_DISK", ""),
        ("COMPUTE_SWAP", "1GiB"),
        ("COMPUTE_CPUS", "2"),
        ("COMPUTE_CPU_WEIGHT", "50"),
        ("COMPUTE_FILE_SIZE", "1MiB"),
        ("COMPUTE_TMP", "2MiB"),
        ("COMPUTE_INODES", "3"),
        ("COMPUTE_READ_RATE", "4"),
        ("COMPUTE_WRITE_RATE", "5"),
        ("COMPUTE_PROVIDER_MY_CLOUD", "local"),
        ("PATH", "/bin"),
    ])
    .unwrap();
    assert_eq!(config.provider.as_deref(), Some("e2b"));
    assert_eq!(config.timeout, Some(None));
    assert_eq!(config.log_level, Some(LevelFilter::OFF));
    assert_eq!(config.max_sandboxes, Some(7));
    assert_eq!(config.max_output_size, Some(1 << 20));
    let limits = Limits {
        memory: Some(1 << 30),
        processes: None,
        open_files: Some(64),
        swap: Some(1 << 30),
        cpus: Some(2.0),
        cpu_weight: 50,
        file_size: Some(1 << 20),
        tmp: Some(2 << 20),
        inodes: Some(3),
        read_rate: Some(4),
        write_rate: Some(5),
        ..Limits::default()
    };
    assert_eq!(config.limits.limits(), limits);
    let redirect = &config.providers["my-cloud"].redirect;
    assert_eq!(redirect.as_deref(), Some("local"));
}

#[test]
fn code_wins_over_environment_over_file() {
    let (_directory, path) = written(
        "timeout_ms = 1\nmax_sandboxes = 1\nlog_level = \"info\"\n\
         [limits]\nmemory = 1\n[env]\nA = \"file\"\nB = \"file\"\n",
    );
    let environment = [
        ("COMPUTE_CONFIG", path.to_str().unwrap()),
        ("COMPUTE_TIMEOUT_MS", "2"),
        ("COMPUTE_MAX_SANDBOXES", "2"),
    ];
    let environment = environment.into_iter().collect();
    let mut code = Config {
        timeout: Some(None),
        ..Config::default()
    };
    code.env.insert("B".into(), "code".into());
    let config = code.over(Config::load(&environment, &ConfigFile::Search).unwrap());
    assert_eq!(config.timeout, Some(None));
    assert_eq!(config.max_sandboxes, Some(2));
    assert_eq!(config.log_level, Some(LevelFilter::INFO));
    assert_eq!(config.limits.memory, Some(Some(1)));
    let env: Vec<_> = config.env.into_iter().collect();
    assert_eq!(
        env,
        [("A".into(), "file".into()), ("B".into(), "code".into())]
    );
}

#[test]
fn unknown_keys_are_errors_with_a_suggestion() {
    check(
        "\ntimeout = 5\ntimeoutms = 5",
        "invalid `timeout` in FILE, line 2: there is no such setting\n\
         did you mean `timeout_ms`?",
    );
    check(
        "[limits]\nmemroy = 5",
        "invalid `limits.memroy` in FILE, line 2: there is no such setting\n\
         did you mean `memory`?",
    );
    check(
        "[limit]\nmemory = 5",
        "invalid `limit` in FILE, line 1: there is no such setting\ndid you mean `limits`?",
    );
    check(
        "[limits]\ncolour = 5",
        "invalid `limits.colour` in FILE, line 2: there is no such setting\n\
         known are: memory, swap, processes, cpus, cpu_weight, open_files, file_size, disk, \
         tmp, inodes, read_rate, write_rate",
    );
}

#[test]
fn unknown_variables_are_errors_with_a_suggestion() {
    let error = from_environment(&[("COMPUTE_TIMEOUT", "5")]).unwrap_err();
    assert_eq!(
        told(&error),
        "invalid COMPUTE_TIMEOUT: there is no such setting\ndid you mean `COMPUTE_TIMEOUT_MS`?"
    );
}

#[test]
fn senseless_limits_say_what_makes_sense() {
    check(
        "[limits]\ncpus = 0",
        "invalid `limits.cpus` in FILE, line 2: \
         expected a number of processors from 0.01 to 8192, or \"unlimited\", found 0",
    );
    check(
        "[limits]\ncpus = nan",
        "invalid `limits.cpus` in FILE, line 2: \
         expected a number of processors from 0.01 to 8192, or \"unlimited\", found NaN",
    );
    check(
        "[limits]\ncpu_weight = 20000",
        "invalid `limits.cpu_weight` in FILE, line 2: \
         expected a whole number from 1 to 10000, found 20000",
    );
    check(
        "[limits]\ncpu = 1",
        "invalid `limits.cpu` in FILE, line 2: there is no such setting\n\
         did you mean `cpus`?",
    );
}

#[test]
fn bad_values_say_where_and_what_was_expected() {
    check(
        "timeout_ms = \"soon\"",
        "invalid `timeout_ms` in FILE, line 1: \
         expected a whole number of milliseconds, 0 for no timeout, found \"soon\"",
    );
    check(
        "max_sandboxes = 0",
        "invalid `max_sandboxes` in FILE, line 1: expected a whole number from 1, found 0",
    );
    check(
        "[limits]\nmemory = -1",
        "invalid `limits.memory` in FILE, line 2: expected a number of bytes from 1, \
         a size such as \"256MiB\", or \"unlimited\", found -1",
    );
    check(
        "limits = 5",
        "invalid `limits` in FILE, line 1: expected a table, found a value of type integer",
    );
    check(
        "[providers]\ne2b = \"local\"",
        "invalid `providers.e2b` in FILE, line 2: expected a table, found a value of type string",
    );
    let error = from_environment(&[("COMPUTE_MAX_SANDBOXES", "many")]).unwrap_err();
    assert_eq!(
        told(&error),
        "invalid COMPUTE_MAX_SANDBOXES: expected a whole number from 1, found \"many\""
    );
}

#[test]
fn broken_files_are_told_without_their_lines() {
    let (_directory, path) = written("[env]\nKEY = \"hunter2");
    let at = ConfigFile::At(path);
    let error = Config::load(&Environment::default(), &at).unwrap_err();
    let told = told(&error);
    assert!(told.contains("compute.toml, line 2: "), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn bad_variables_keep_their_values_secret() {
    for text in [
        "[env]\nKEY = 4711",
        "[env]\nKEY = \"4711\\u0000\"",
        "[env]\n\"A=4711\" = \"4711\"",
    ] {
        let told = told(&from_file(text).unwrap_err());
        assert!(told.contains("line 2"), "{told}");
        let value = told.replace("env.A=4711", "");
        assert!(!value.contains("4711"), "{told}");
    }
}

#[test]
fn a_named_file_must_exist() {
    let missing = ("COMPUTE_CONFIG", "/nonexistent/compute.toml");
    let environment = [missing].into_iter().collect();
    let error = Config::load(&environment, &ConfigFile::Search).unwrap_err();
    assert!(matches!(error, Error::NotFound(_)));
    assert_eq!(told(&error), "file not found: /nonexistent/compute.toml");
}

#[test]
fn the_users_own_file_is_found() {
    let base = tempfile::tempdir().unwrap();
    let directory = base.path().join("computesdk");
    std::fs::create_dir(&directory).unwrap();
    std::fs::write(directory.join("compute.toml"), "max_sandboxes = 3").unwrap();
    let environment = [("XDG_CONFIG_HOME", base.path())].into_iter().collect();
    let found = search::of_the_user(&environment).unwrap();
    assert!(found.chosen);
    assert_eq!(file::read(&found).unwrap().max_sandboxes, Some(3));
}

#[test]
fn the_nearest_file_on_the_way_up_is_found() {
    let (directory, path) = written("");
    let deep = directory.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    let found = search::upward(&deep).unwrap();
    assert_eq!(found.path, path);
    assert!(!found.chosen);
}

#[test]
fn what_may_be_reached_is_put_together_from_all_that_is_said() {
    let text =
        "network = \"full\"\nallow = [\"db.test:5432\"]\n[hosts]\n\"db.test\" = \"10.0.0.7\"";
    let mut config = from_file(text).unwrap();
    let network = config.take_network().unwrap();
    assert!(network.is_full());
    assert_eq!(network.rules()[0].to_string(), "db.test:5432");
    assert_eq!(network.hosts()["db.test"].to_string(), "10.0.0.7");

    let variables = [("COMPUTE_ALLOW", "a.test, *.b.test:1,")];
    let mut config = from_environment(&variables).unwrap();
    let network = config.take_network().unwrap();
    let rules: Vec<_> = network.rules().iter().map(ToString::to_string).collect();
    assert_eq!(rules, ["a.test", "*.b.test:1"]);

    for text in [
        "network = \"some\"",
        "allow = [1]",
        "allow = \"a b\"",
        "hosts = 1",
    ] {
        assert!(from_file(text).is_err(), "{text}");
    }
}

#[test]
fn a_pool_is_bounded_from_everywhere() {
    let said = PoolSettings {
        min: Some(0),
        max: Some(3),
        memory: Some(1 << 20),
        idle: Some(Duration::from_millis(250)),
    };
    let text = "[pool]\nmin = 0\nmax = 3\nmemory = \"1MiB\"\nidle_ms = 250";
    assert_eq!(from_file(text).unwrap().pool, said);
    let variables = [
        ("COMPUTE_POOL_MIN", "0"),
        ("COMPUTE_POOL_MAX", "3"),
        ("COMPUTE_POOL_MEMORY", "1MiB"),
        ("COMPUTE_POOL_IDLE_MS", "250"),
    ];
    assert_eq!(from_environment(&variables).unwrap().pool, said);
    check(
        "[pool]\nmax = -1",
        "invalid `pool.max` in FILE, line 2: expected a whole number, found -1",
    );
    for text in ["pool = 1", "[pool]\nidle_ms = 0", "[pool]\nsize = 1"] {
        assert!(from_file(text).is_err(), "{text}");
    }
}
