//! Snippets as the documentation has them.

use crate::world::World;

#[tokio::test]
async fn pandas_and_numpy_in_an_environment() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let exec = sandbox.python("import pandas as pd").venv("/opt/venv");
    exec.requirements(["pandas", "numpy"]).await.unwrap();
    let code = "import pandas as pd, numpy as np; print(pd.Series(np.arange(3)).sum())";
    let again = sandbox.python(code).venv("/opt/venv").await.unwrap();
    assert_eq!(again.stdout, "3\n");
}

/// It asks a server beside it, as sandboxes reach nothing else.
#[tokio::test]
async fn axios_asks_a_server() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "
const axios = require('axios')
const server = require('http').createServer((_, response) => {
  response.setHeader('Content-Type', 'application/json')
  response.end('{\"name\": \"The Octocat\"}')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const response = await axios.get(`http://127.0.0.1:${server.address().port}/users/octocat`)
console.log(response.data.name)
server.closeAllConnections()
server.close()
";
    let ran = sandbox.node(code).packages(["axios"]).await.unwrap();
    assert_eq!(ran.stdout, "The Octocat\n");
}
