//! Snippets as the documentation has them.

use computesdk::create_compute;

async fn sandbox() -> computesdk::Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

#[tokio::test]
async fn each_language_says_hello() {
    let sandbox = sandbox().await;
    let result = sandbox
        .python(
            "\nimport math\nresult = math.sqrt(16)\nprint(f\"Square root of 16 is {result}\")\n",
        )
        .await
        .unwrap();
    assert_eq!(result.stdout, "Square root of 16 is 4.0\n");

    let result = sandbox
        .node(
            "
const fs = require('fs')
const data = { message: 'Hello from Node.js' }
fs.writeFileSync('output.json', JSON.stringify(data))
console.log('File written successfully')
",
        )
        .await
        .unwrap();
    assert_eq!(result.stdout, "File written successfully\n");
    let written = sandbox.read_file("output.json").await.unwrap();
    assert_eq!(written, b"{\"message\":\"Hello from Node.js\"}");

    let result = sandbox
        .go("\npackage main\nimport \"fmt\"\nfunc main() {\n    fmt.Println(\"Hello from Go!\")\n}\n")
        .await
        .unwrap();
    assert_eq!(result.stdout, "Hello from Go!\n");
    let result = sandbox
        .rust("\nfn main() {\n    println!(\"Hello from Rust!\");\n}\n")
        .await
        .unwrap();
    assert_eq!(result.stdout, "Hello from Rust!\n");
    let result = sandbox
        .java(
            "
public class HelloWorld {
    public static void main(String[] args) {
        System.out.println(\"Hello from Java!\");
    }
}
",
        )
        .await
        .unwrap();
    assert_eq!(result.stdout, "Hello from Java!\n");
}

/// With a module that is there already: `require` and `await` in one snippet.
#[tokio::test]
async fn require_import_and_await_work_together() {
    let sandbox = sandbox().await;
    let module = "module.exports = { get: async (name) => ({ data: { name } }) }";
    sandbox
        .write_file("node_modules/client/index.js", module)
        .await
        .unwrap();
    let result = sandbox
        .node(
            "
const client = require('client')
import { basename } from 'node:path'
const response = await client.get('octocat')
console.log(response.data.name, basename(__filename))
",
        )
        .await
        .unwrap();
    assert_eq!(result.stdout, "octocat main.mjs\n");
}

#[tokio::test]
async fn a_script_has_its_arguments() {
    let sandbox = sandbox().await;
    let result = sandbox
        .bash("export API_URL=$1\nexport API_KEY=$2\necho \"$API_KEY@$API_URL\"")
        .args(["https://api.example.com", "secret-key"])
        .await
        .unwrap();
    assert_eq!(result.stdout, "secret-key@https://api.example.com\n");
}
