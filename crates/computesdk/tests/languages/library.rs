//! Modules of Python's standard library that were loaded before there was a program: it finds
//! them as it would have without that.

use std::time::{Duration, Instant};

use computesdk::{Sandbox, create_compute};

use crate::warm::{WAITED, without_addresses};

/// Longest that anybody waits for modules to be loaded.
const PATIENCE: Duration = Duration::from_secs(60);

/// Begins a program: tells whether modules were loaded for it.
const LOADED: &str = "\
import sys
is_ours = lambda finder: type(finder).__name__ == 'Library'
print(any(map(is_ours, sys.meta_path)))
";

/// What a program writes that imports this, with all that it imports loaded before it, and
/// without.
async fn both(imports: &str, code: &str, files: &[(&str, &str)]) -> [String; 2] {
    let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
    for (path, contents) in files {
        sandbox.write_file(*path, *contents).await.unwrap();
    }
    sandbox.warm("python").await.unwrap();
    // From here on it is known what is imported.
    let first = format!("if not 'imported':\n    import {imports}\n");
    sandbox.python(first).await.unwrap();
    let code = format!("{LOADED}{code}\n# import {imports}\n");
    let loaded = loaded(&sandbox, &code).await;
    let without = sandbox.python(&code).standby(false).await.unwrap();
    let without = without.stdout.strip_prefix("False\n").unwrap().to_owned();
    [loaded, without].map(|output| without_addresses(&output))
}

/// What this program writes, once modules were loaded before it.
async fn loaded(sandbox: &Sandbox, code: &str) -> String {
    let mut quiet = Duration::from_millis(100);
    loop {
        tokio::time::sleep(quiet).await;
        let result = sandbox.python(code).await.unwrap();
        if let Some(output) = result.stdout.strip_prefix("True\n") {
            return output.to_owned();
        }
        quiet *= 2;
        assert!(quiet < PATIENCE, "nothing is loaded: {result:?}");
    }
}

async fn check(imports: &str, code: &str) {
    let [loaded, without] = both(imports, code, &[]).await;
    assert!(!without.is_empty());
    assert_eq!(loaded, without, "{code}");
}

/// All that may be loaded, as the hook has it.
fn names() -> String {
    let hook = include_str!("../../../computesdk-languages/src/standby/library.py");
    let lists = hook.split("\"\"\"").skip(1).step_by(2).take(2);
    let names: Vec<_> = lists.flat_map(str::split_whitespace).collect();
    assert!(names.len() > 100, "{names:?}");
    names.join(", ")
}

/// One process of many for each module: what there is to see of it when it was imported.
const EACH: &str = "\
import os, gc
def tell(name):
    before, spec = set(sys.modules), None
    try:
        module = __import__(name, fromlist=['x'])
        spec = module.__spec__
    except ImportError as error:
        print(name, error)
        return
    new = sorted(set(sys.modules) - before)
    print(name, new)
    kind = spec.loader if isinstance(spec.loader, type) else type(spec.loader)
    print(spec.origin, spec.name, kind, module.__loader__ is spec.loader, spec._initializing)
    for each in new:
        above, _, inner = each.rpartition('.')
        print(each, sorted(vars(sys.modules[each])), above and getattr(sys.modules[above], inner))
for name in NAMES:
    sys.stdout.flush()
    if os.fork() == 0:
        tell(name)
        sys.stdout.flush()
        os._exit(0)
    os.wait()
";

/// Each module by itself: what is in `sys.modules` then, what is in each of those, and how it
/// was found.
#[tokio::test]
async fn each_module_is_as_it_would_be() {
    let names = names();
    let list: Vec<_> = names.split(", ").collect();
    let code = format!("NAMES = {list:?}\n{EACH}");
    let [loaded, without] = both(&names, &code, &[]).await;
    assert_eq!(loaded.lines().count(), without.lines().count());
    let pairs = loaded.lines().zip(without.lines());
    let mut wrong: Vec<_> = pairs.filter(|(ours, theirs)| ours != theirs).collect();
    let count = wrong.len();
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{count} are different: {wrong:#?}");
}

/// None of them is there before it is imported.
#[tokio::test]
async fn nothing_is_there_that_was_not_imported() {
    let code = "import importlib, os\n\
        print(sorted(sys.modules), sorted(vars(importlib)), sorted(vars(os)))";
    check("json, importlib.util, asyncio", code).await;
}

/// What a program finds by other ways than an import is what it would find.
#[tokio::test]
async fn it_is_what_it_says() {
    let code = "\
import importlib, importlib.util, runpy, pkgutil, inspect
print(importlib.util.find_spec('csv'), importlib.util.find_spec('csv').loader.get_source('csv')[:20])
import json
print(importlib.reload(json) is json, json.__spec__.loader.get_filename(), inspect.getsource(json.loads)[:20])
first = sys.modules.pop('json')
import json
print(json is first)
spec = importlib.util.find_spec('csv')
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
print(made.__name__, 'csv' in sys.modules, sorted(vars(made)))
import logging, time
print(abs(logging._startTime / (1e9 if logging._startTime > 1e12 else 1) - time.time()) < 5)
import math
print(math, math.__spec__, math.__loader__, repr(json), pkgutil.find_loader if False else '')
sys.modules['random'] = None
try:
    import tempfile
except ImportError as error:
    print(error)
";
    check("json, csv, logging, random, tempfile, math", code).await;
}

/// A module of the program's own, of the same name, is the one that everybody gets.
#[tokio::test]
async fn a_module_beside_the_program_comes_first() {
    let files = [
        ("random.py", "class Random: pass\nprint('mine', __name__)\n"),
        ("lib/csv.py", "print('mine', __name__)\n"),
        ("lib/late.py", "import csv, json\n"),
    ];
    let code = "\
try:
    import tempfile
except AttributeError as error:
    print(error)
import random, json
print(random.__file__, json.__file__)
sys.path.insert(0, 'lib')
import late, csv
print(csv.__file__, late.json is json)
";
    let [loaded, without] = both("tempfile, random, json, csv", code, &files).await;
    assert!(without.contains("mine random"), "{without}");
    assert!(without.contains("mine csv"), "{without}");
    assert_eq!(loaded, without);
}

/// A program that changes how modules are imported sees all that would be.
#[tokio::test]
async fn what_changes_imports_changes_them_all() {
    let by_function = "\
import builtins
real = builtins.__import__
def told(name, *rest):
    print('import', name)
    return real(name, *rest)
builtins.__import__ = told
import subprocess, json.tool
";
    let by_finder = "\
class Tells:
    def find_spec(self, name, path=None, target=None):
        print('find', name)
sys.meta_path.insert(0, Tells())
import json, csv
print(json, csv)
";
    let by_mock = "\
import types
sys.modules['re'] = fake = types.ModuleType('re')
try:
    import json
except AttributeError as error:
    print(error)
";
    let refuses = "\
class Refuses:
    def find_spec(self, name, path, target):
        if name == '_heapq':
            raise ImportError(name)
sys.meta_path.insert(0, Refuses())
import heapq, json
print(heapq.heappush.__module__)
";
    let of_the_start = "\
import types, time
sys.modules['time'] = fake = types.ModuleType('time')
vars(fake).update(vars(time), monotonic=lambda: 777)
import queue
print(queue.time())
";
    let removed = "\
import logging
logging.MARK = 1
del sys.modules['logging']
import concurrent.futures.thread
print(hasattr(sys.modules.get('logging', sys), 'MARK'))
";
    let environment = "\
import os
os.environ['PYTHONTZPATH'] = '/nowhere'
import zoneinfo
print(zoneinfo.TZPATH)
";
    let specifications = "\
import importlib.util, types
def made(name, change):
    spec = importlib.util.find_spec(name)
    first, second = importlib.util.module_from_spec(spec), importlib.util.module_from_spec(spec)
    first.MARK = 1
    print(first is second, hasattr(second, 'MARK'))
    spec.loader.exec_module(second)
    print(sorted(vars(second)), [each for each in ('json', 'csv') if each in sys.modules])
made('json', 1), made('csv', 2)
spec = importlib.util.find_spec('calendar')
sys.modules['re'] = types.ModuleType('re')
try:
    import textwrap
except AttributeError as error:
    print(error)
del sys.modules['re']
print(importlib.util.module_from_spec(spec).__name__)
";
    let imports = "subprocess, json, json.tool, re, csv, heapq, queue, logging, zoneinfo, calendar, \
        textwrap, concurrent.futures.thread";
    for code in [
        by_function,
        by_mock,
        by_finder,
        refuses,
        of_the_start,
        removed,
        environment,
        specifications,
    ] {
        check(imports, code).await;
    }
}

/// What is beside a program has no part in what is done before it is asked for.
#[tokio::test]
async fn nothing_of_the_programs_own_runs_before_it() {
    let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
    let mine = "open('/tmp/ran', 'a').write(__name__ + '\\n')";
    for name in ["select", "random", "json", "os"] {
        sandbox
            .write_file(format!("own/{name}.py"), mine)
            .await
            .unwrap();
    }
    sandbox.set_env("PYTHONPATH", "/home/user/own").unwrap();
    sandbox.warm("python").await.unwrap();
    let code = format!("{LOADED}# import csv");
    loaded(&sandbox, &code).await;
    assert!(!sandbox.exists("/tmp/ran").await.unwrap());
    let ran = sandbox
        .python("import json; print(json.__file__)")
        .await
        .unwrap();
    assert_eq!(ran.stdout, "/home/user/own/json.py\n");
}

/// Only what the last calls imported is loaded, where that is known.
#[tokio::test]
async fn what_is_not_imported_is_not_loaded() {
    let count = "print(sum(len(finder.modules) for finder in sys.meta_path if is_ours(finder)))";
    let [one, _] = both("csv", count, &[]).await;
    let [many, _] = both("csv, asyncio, unittest", count, &[]).await;
    let (one, many): (u32, u32) = (one.trim().parse().unwrap(), many.trim().parse().unwrap());
    assert!(one > 0 && one * 2 < many, "{one} {many}");
    let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
    sandbox.warm("python").await.unwrap();
    let began = Instant::now();
    loaded(&sandbox, &format!("{LOADED}# the usual ones")).await;
    sandbox.python("print(1)").await.unwrap();
    // None of the last calls imports anything that is loaded: `sys` is always there.
    for _ in 0..2 {
        tokio::time::sleep(began.elapsed() * 2).await;
        let ours = sandbox.python(format!("{LOADED}{WAITED}")).await.unwrap();
        assert_eq!(ours.stdout, "False\nTrue\n");
    }
}

/// Where it would be heard or seen that modules are loaded, none is.
#[tokio::test]
async fn where_loading_is_seen_nothing_is_loaded() {
    let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
    sandbox.warm("python").await.unwrap();
    let (began, code) = (Instant::now(), format!("{LOADED}{WAITED}# import csv"));
    assert_eq!(loaded(&sandbox, &code).await, "True\n");
    let long = began.elapsed() * 2;
    for (name, value) in [
        ("PYTHONPROFILEIMPORTTIME", "1"),
        ("PYTHONWARNINGS", "error"),
    ] {
        let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
        sandbox.set_env(name, value).unwrap();
        sandbox.warm("python").await.unwrap();
        tokio::time::sleep(long).await;
        let ran = sandbox.python(&*code).await.unwrap();
        assert_eq!(ran.stdout, "False\nTrue\n", "{name}");
    }
}
