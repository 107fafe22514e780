//! Checking the types of code before it runs.

use std::path::{Path, PathBuf};

use computesdk_languages::{Check, Checked, Language, Plan, Surroundings};
use computesdk_model::{
    Error, FileType, Hint, InvalidArgumentError, NotFoundError, Output, Program, ResourceKind,
    Result, User,
};

use super::packages::{self, Wanted};
use super::placed::Placed;
use super::prepare::{Source, told};
use crate::exec::{Options, Stop, collect};
use crate::sandbox::Sandbox;

/// What checks the types of a language on request.
pub(crate) fn checker(language: &Language) -> Result<&'static Check> {
    language.check.ok_or_else(|| {
        let reason = format!("nothing checks the types of {} on request", language.title);
        InvalidArgumentError::new("check", reason).into()
    })
}

/// Checks the code, where it is in the sandbox.
///
/// # Errors
///
/// What is wrong with it; that there is nothing to check it with.
pub(super) async fn check(
    sandbox: &Sandbox,
    source: &Source<'_>,
    surroundings: &Surroundings<'_>,
    options: Options,
    stop: &Stop,
) -> Result<()> {
    let check = checker(source.language)?;
    let cwd = options.directory(sandbox)?;
    let directory = source
        .file
        .and_then(Path::parent)
        .unwrap_or(&cwd)
        .to_owned();
    let user = options.user;
    let command = Program::Exec {
        program: check.program.into(),
        args: Vec::new(),
    };
    let preparing = async {
        let program = match find(sandbox, check, &directory, user).await? {
            Some(program) => program,
            None => install(sandbox, source.language, check, &options, stop).await?,
        };
        let declarations = above(sandbox, &directory, check.declarations, user).await?;
        // As it was written, not what became of it.
        let plan = Plan {
            stem: "main",
            extension: check.extension,
            source: source.code.to_owned(),
            build: None,
            run: Vec::new(),
            env: Vec::new(),
            sooner: None,
        };
        let mut placed = match source.file {
            Some(file) => Placed::of_file(sandbox, &plan, file, true, user).await?,
            None => Placed::new(sandbox, &plan, directory.clone(), user).await?,
        };
        let files = (check.files)(&Checked {
            source: placed.path(),
            surroundings,
            declarations: declarations.as_deref(),
        });
        let beside = placed.make_directory().await?;
        for (name, text) in files {
            sandbox
                .write_file(beside.join(name), text)
                .user(user)
                .await?;
        }
        let project = beside.join(check.project);
        let args = check.args.iter().map(Into::into);
        let command = Program::Exec {
            program: program.into(),
            args: args.chain([project.into()]).collect(),
        };
        Ok((placed, command, declarations.is_some()))
    };
    let (placed, command, has_declarations) = stop.before(&command, preparing).await?;
    // Its messages name the file from there.
    let mut options = options;
    options.cwd = placed.path().parent().map(Path::to_owned);
    let checked = collect(sandbox, command, options, stop.clone()).await;
    placed.remove().await;
    checked.map_err(|error| wrong(error, check, has_declarations))?;
    Ok(())
}

/// The checker: that of the project, or the one that is found by its name.
async fn find(
    sandbox: &Sandbox,
    check: &Check,
    directory: &Path,
    user: User,
) -> Result<Option<PathBuf>> {
    for place in check.in_project {
        if let Some(program) = above(sandbox, directory, place, user).await? {
            return Ok(Some(program));
        }
    }
    let path = sandbox
        .environment(user)
        .remove("PATH".as_ref() as &std::ffi::OsStr);
    for directory in path.iter().flat_map(std::env::split_paths) {
        let program = directory.join(check.program);
        if is_file(sandbox, &program, user).await? {
            return Ok(Some(program));
        }
    }
    Ok(None)
}

/// The checker, installed as any package of the language is.
async fn install(
    sandbox: &Sandbox,
    language: &'static Language,
    check: &Check,
    options: &Options,
    stop: &Stop,
) -> Result<PathBuf> {
    let wanted = Wanted::package(check.package);
    let installed = packages::prepare(sandbox, language, &wanted, None, options, stop).await;
    match installed {
        // There is no cache, or nothing that the packages would be for.
        Ok(_) | Err(Error::InvalidArgument(_) | Error::NotFound(_)) => {}
        Err(failed) => return Err(failed),
    }
    let root = Path::new("/");
    let found = find(sandbox, check, root, options.user).await?;
    found.ok_or_else(|| {
        NotFoundError {
            kind: ResourceKind::Program,
            name: check.program.to_owned(),
            errno: None,
            hints: vec![Hint::new(format!(
                "`npm install {}` in the project brings it",
                check.package
            ))],
        }
        .into()
    })
}

/// The nearest file of this name, in the directory or above.
async fn above(
    sandbox: &Sandbox,
    directory: &Path,
    name: &str,
    user: User,
) -> Result<Option<PathBuf>> {
    for above in directory.ancestors() {
        let file = above.join(name);
        if is_file(sandbox, &file, user).await? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

async fn is_file(sandbox: &Sandbox, path: &Path, user: User) -> Result<bool> {
    match sandbox.stat(path).user(user).await {
        Ok(stat) => Ok(stat.file_type == FileType::File),
        Err(Error::NotFound(_) | Error::File(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The checker's failure as what it says about the code, if it says something.
fn wrong(error: Error, check: &Check, has_declarations: bool) -> Error {
    let Error::Execution(failed) = error else {
        return error;
    };
    // It writes to standard output what is wrong, and to the other what went wrong.
    let text = format!("{}{}", failed.result.stdout, failed.result.stderr);
    let (diagnostics, text) = (check.complaints)(&text);
    if diagnostics.is_empty() {
        return Error::Execution(failed);
    }
    let mut wrong = told(*failed, diagnostics, text);
    wrong.result.stdout = Output::from(Vec::new());
    let mut codes = wrong
        .diagnostics
        .iter()
        .filter_map(|one| one.code.as_deref());
    if !has_declarations && codes.any(|code| check.undeclared.contains(&code)) {
        wrong.hints.push(Hint::new(check.declarations_hint));
    }
    wrong.into()
}
