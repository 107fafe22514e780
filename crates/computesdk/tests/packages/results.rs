//! Figures and tables of libraries come back with the result.

use computesdk::{ExecResult, Sandbox};

use crate::world::World;

const PNG: &[u8] = b"\x89PNG\r\n";

async fn run(sandbox: &Sandbox, code: &str, package: &str) -> ExecResult {
    let exec = sandbox.python(code).requirements([package]).results(true);
    exec.await.unwrap()
}

#[tokio::test]
async fn tables_are_html_and_columns() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "
import pandas as pd
frame = pd.DataFrame({
    'n': [1, 2], 'x': [0.5, None], 'name': ['a', '<b>'],
    'when': pd.to_datetime(['2024-01-02', None]),
})
display(frame.n)
display(pd.DataFrame([[1, 2]], columns=['a', 'a']))
display(pd.DataFrame({'n': [1 << 70, 1]}))
frame";
    let ran = run(&sandbox, code, "pandas").await;
    assert_eq!(ran.stderr, "");
    let [series, twice, large, main] = &ran.results[..] else {
        panic!("{:?}", ran.results);
    };
    assert!(series.text().unwrap().contains("dtype: int64"));
    assert!(twice.html().is_some() && twice.json().is_none());
    // No number of JSON's is as large.
    let wanted = r#"{"n":["1180591620717411303424",1]}"#;
    assert_eq!(large.json().unwrap().to_string(), wanted);
    assert!(main.is_main_result);
    assert!(main.text().unwrap().contains("2024-01-02"), "{main:?}");
    assert!(main.html().unwrap().contains("&lt;b&gt;"), "{main:?}");
    assert_eq!(
        main.json().unwrap().to_string(),
        r#"{"n":[1,2],"name":["a","<b>"],"when":["2024-01-02T00:00:00",null],"x":[0.5,null]}"#
    );
}

#[tokio::test]
async fn figures_are_images_each_once() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.figure()
plt.title('second')
plt.show()
print(plt.get_fignums(), plt.get_backend().lower())
figure, _ = plt.subplots()
plt.figure().suptitle('at the end')
display(figure)
42";
    let ran = run(&sandbox, code, "matplotlib").await;
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout, "[] agg\n");
    let pngs = ran.results.iter().map(|one| one.png().is_some());
    assert_eq!(
        pngs.collect::<Vec<_>>(),
        [true, true, true, false, true],
        "{:?}",
        ran.results
    );
    for image in ran.results.iter().filter_map(|one| one.png()) {
        assert!(image.starts_with(PNG));
    }
    assert!(ran.results[0].text().unwrap().starts_with("<Figure size"));
    assert!(ran.results[3].is_main_result);

    // As the main result it is not displayed at the end again.
    let code = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.gcf()";
    let ran = run(&sandbox, code, "matplotlib").await;
    assert_eq!(ran.results.len(), 1, "{:?}", ran.results);
    assert!(ran.results[0].is_main_result && ran.results[0].png().is_some());
    // What was drawn until the code failed comes too.
    let code = "from matplotlib import pyplot\npyplot.plot([1])\n1/0";
    let exec = sandbox
        .python(code)
        .requirements(["matplotlib"])
        .results(true);
    let failed = exec.await.unwrap_err();
    assert_eq!(failed.result().unwrap().results.len(), 1);

    // What was chosen stays, and who wants no results has none of this.
    let code = "import matplotlib\nmatplotlib.use('svg')\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.get_backend()";
    let ran = run(&sandbox, code, "matplotlib").await;
    assert_eq!(ran.results[0].text(), Some("'svg'"));
    assert!(ran.results[1].png().is_some());
    let code =
        "import matplotlib.pyplot as plt, sys\nprint(plt.show.__module__, len(sys.meta_path))";
    let exec = sandbox.python(code).requirements(["matplotlib"]);
    let ran = exec.await.unwrap();
    assert!(ran.stdout.starts_with("matplotlib.pyplot "), "{ran:?}");
}
