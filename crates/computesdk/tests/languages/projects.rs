//! What `tsconfig.json` says of TypeScript.

use computesdk::{Error, Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

async fn options(sandbox: &Sandbox, file: &str, options: &str) {
    let text = format!("{{\n  // Why.\n  \"compilerOptions\": {options},\n}}\n");
    sandbox.write_file(file, text).await.unwrap();
}

/// As `tsc` has them: decorators of members before those of the class, parameters with
/// their numbers, metadata where something takes it.
const DECORATED: &str = r#"
const told: string[] = []
;(Reflect as any).metadata = (key: string, value: any) => () => {
  told.push(`${key} ${Array.isArray(value) ? value.map(one => one.name) : value?.name}`)
}
const mark = (name: string) => (target: any, key?: any, found?: any) => {
  told.push([name, key, typeof found].join(' '))
}
const twice = (_: any, __: string, found: PropertyDescriptor) => {
  const once = found.value
  found.value = function (this: any, ...args: any[]) { return 2 * once.apply(this, args) }
}
const sealed = <T extends new (...args: any[]) => any>(kind: T) =>
  class extends kind { sealed = true }

@sealed @mark('class')
class Point {
  @mark('field') x: number = 1
  @mark('outer') @twice grow(@mark('parameter') by: string): number { return this.x + by.length }
  @mark('static') static make() { return new Point() }
}
console.log(told.join('\n'))
const point = Point.make() as any
console.log(point.grow("ab"), point.sealed)
"#;

#[tokio::test]
async fn decorators_of_the_older_kind_run() {
    let sandbox = sandbox().await;
    options(
        &sandbox,
        "tsconfig.json",
        "{\"experimentalDecorators\": true}",
    )
    .await;
    let ran = sandbox.typescript(DECORATED).await.unwrap();
    let members = "field x undefined\nparameter grow number\nouter grow object\n\
                   static make object\nclass  undefined\n";
    assert_eq!(ran.stdout, format!("{members}6 true\n"), "{}", ran.stderr);
    let metadata = "{\"experimentalDecorators\": true, \"emitDecoratorMetadata\": true}";
    options(&sandbox, "tsconfig.json", metadata).await;
    let ran = sandbox.typescript(DECORATED).await.unwrap();
    for told in [
        "design:type Number",
        "design:paramtypes String",
        "design:returntype Number",
    ] {
        assert!(
            ran.stdout.lines().any(|line| line == told),
            "{}",
            ran.stdout
        );
    }
}

/// A field that is set reaches the setter of the class below, one that is defined does not.
#[tokio::test]
async fn fields_are_set_or_defined_as_the_target_has_it() {
    let sandbox = sandbox().await;
    let code = "
class Base { set x(value: number) { console.log('set', value) } }
class Derived extends Base {
  // @ts-ignore
  x = 1
  declared!: string
}
console.log(Object.keys(new Derived()).join())
";
    for (says, wanted) in [
        ("{}", "x,declared\n"),
        ("{\"target\": \"es2022\"}", "x,declared\n"),
        ("{\"target\": \"es2017\"}", "set 1\n\n"),
        ("{\"useDefineForClassFields\": false}", "set 1\n\n"),
    ] {
        options(&sandbox, "tsconfig.json", says).await;
        assert_eq!(
            sandbox.typescript(code).await.unwrap().stdout,
            wanted,
            "{says}"
        );
    }
}

#[tokio::test]
async fn the_nearest_file_above_counts_with_what_it_extends() {
    let sandbox = sandbox().await;
    let extending = "{\"extends\": [\"./base\", \"shared/old.json\"]}";
    sandbox
        .write_file("app/tsconfig.json", extending)
        .await
        .unwrap();
    options(&sandbox, "app/base.json", "{\"target\": \"es2022\"}").await;
    let shared = "app/node_modules/shared/old.json";
    options(&sandbox, shared, "{\"target\": \"es2017\"}").await;
    // Further away.
    options(&sandbox, "tsconfig.json", "{\"target\": \"esnext\"}").await;
    let code = "class A { unset?: number }\nconsole.log(Object.keys(new A()).length)";
    sandbox.write_file("app/src/main.ts", code).await.unwrap();
    assert_eq!(sandbox.run("app/src/main.ts").await.unwrap().stdout, "0\n");
    assert_eq!(
        sandbox.typescript(code).cwd("app").await.unwrap().stdout,
        "0\n"
    );
    assert_eq!(sandbox.typescript(code).await.unwrap().stdout, "1\n");
}

#[tokio::test]
async fn elements_are_made_by_what_the_project_names() {
    let sandbox = sandbox().await;
    let says = "{\"jsx\": \"react\", \"jsxFactory\": \"make\", \"jsxFragmentFactory\": \"'all'\"}";
    options(
        &sandbox,
        "tsconfig.json",
        &says.replace("\"'all'\"", "\"All\""),
    )
    .await;
    let code = "
const All = 'all'
const make = (kind: any, given: any, ...inner: any[]): string =>
  `${kind}(${Object.keys(given ?? {})}: ${inner})`
console.log(<><p id='a'>text</p></>)
";
    sandbox.write_file("page.tsx", code).await.unwrap();
    assert_eq!(
        sandbox.run("page.tsx").await.unwrap().stdout,
        "all(: p(id: text))\n"
    );

    options(
        &sandbox,
        "tsconfig.json",
        "{\"jsx\": \"react-jsx\", \"jsxImportSource\": \"tiny\"}",
    )
    .await;
    let package = "{\"exports\": {\"./jsx-runtime\": \"./jsx-runtime.js\"}}";
    sandbox
        .write_file("node_modules/tiny/package.json", package)
        .await
        .unwrap();
    let runtime = "exports.jsx = (kind, given) => `${kind} of ${given.children}`";
    sandbox
        .write_file("node_modules/tiny/jsx-runtime.js", runtime)
        .await
        .unwrap();
    sandbox
        .write_file("page.tsx", "console.log(<p>text</p>)")
        .await
        .unwrap();
    assert_eq!(sandbox.run("page.tsx").await.unwrap().stdout, "p of text\n");
}

#[tokio::test]
async fn a_project_that_cannot_be_read_is_told_with_its_place() {
    let sandbox = sandbox().await;
    for (text, told) in [
        (
            "{\n  \"compilerOptions\": 1\n}",
            "/home/user/tsconfig.json:2:",
        ),
        (
            "{\"extends\": \"./gone.json\"}",
            "what it extends is not there: ./gone.json",
        ),
        ("{\"compilerOptions\": {\"jsx\": \"angular\"}}", "angular"),
    ] {
        sandbox.write_file("tsconfig.json", text).await.unwrap();
        let failed = sandbox.typescript("console.log(1)").await;
        let Err(Error::Compilation(error)) = failed else {
            panic!("{text}: {failed:?}");
        };
        let diagnostic = error.diagnostics[0].to_string();
        assert!(diagnostic.contains(told), "{diagnostic}");
    }
    // Others do not ask for it, and circles end.
    sandbox.node("console.log(1)").await.unwrap();
    sandbox
        .write_file("tsconfig.json", "{\"extends\": \"./other.json\"}")
        .await
        .unwrap();
    sandbox
        .write_file("other.json", "{\"extends\": \"./tsconfig.json\"}")
        .await
        .unwrap();
    sandbox.typescript("console.log(1)").await.unwrap();
    sandbox
        .exec("rm tsconfig.json; mkdir tsconfig.json")
        .await
        .unwrap();
    sandbox.typescript("console.log(1)").await.unwrap();
    sandbox
        .exec("rm -r tsconfig.json; truncate -s 1T tsconfig.json")
        .await
        .unwrap();
    let failed = sandbox.typescript("console.log(1)").await;
    assert!(matches!(failed, Err(Error::Compilation(_))), "{failed:?}");
}
