//! The environment of a sandbox's commands.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use computesdk_model::{Result, User};

use super::Sandbox;
use crate::exec::validate;

/// Environment variables.
impl Sandbox {
    /// All variables that commands of [`User::User`] start with.
    ///
    /// # Errors
    ///
    /// `SandboxGone`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let mut env = sandbox.get_env()?;
    /// env.insert("ADDITIONAL_VAR".into(), "value".into());
    /// sandbox.exec("node app.js").envs(env).await?;
    /// # Ok(()) }
    /// ```
    pub fn get_env(&self) -> Result<BTreeMap<OsString, OsString>> {
        self.alive()?;
        Ok(self.environment(User::default()))
    }

    /// One variable, `None` where it is not set.
    ///
    /// # Errors
    ///
    /// `SandboxGone`.
    pub fn get_env_var(&self, name: impl AsRef<OsStr>) -> Result<Option<OsString>> {
        Ok(self.get_env()?.remove(name.as_ref()))
    }

    /// Sets a variable for all later calls. A call's own `env` wins over it.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where the name is empty or contains `=` or NUL, or
    /// the value contains NUL; `SandboxGone`.
    pub fn set_env(&self, name: impl Into<OsString>, value: impl Into<OsString>) -> Result<()> {
        self.alive()?;
        let (name, value) = (name.into(), value.into());
        validate::variable(&name, &value)?;
        self.inner.state.write().env.insert(name, Some(value));
        Ok(())
    }

    /// Removes a variable for all later calls, also one that the sandbox
    /// itself sets. Ok where there is none.
    ///
    /// # Errors
    ///
    /// `SandboxGone`.
    pub fn unset_env(&self, name: impl Into<OsString>) -> Result<()> {
        self.alive()?;
        self.inner.state.write().env.insert(name.into(), None);
        Ok(())
    }

    /// What a command of this user starts with.
    /// What the provider gives its commands.
    pub(crate) fn base_environment(&self, user: User) -> BTreeMap<OsString, OsString> {
        self.inner.sandbox.base_env(user)
    }

    pub(crate) fn environment(&self, user: User) -> BTreeMap<OsString, OsString> {
        let mut env = self.inner.sandbox.base_env(user);
        env.extend(self.inner.env.clone());
        for (name, value) in &self.inner.state.read().env {
            match value {
                Some(value) => env.insert(name.clone(), value.clone()),
                None => env.remove(name),
            };
        }
        env
    }
}
