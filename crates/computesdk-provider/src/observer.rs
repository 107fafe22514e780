//! Who is told of what happens to a sandbox by itself.

use computesdk_model::EgressEvent;

/// Is told of what happens to a sandbox without a call of its user. What calls do, who
/// makes them knows.
///
/// It does not keep the sandbox alive, and its methods return at once: they may be called
/// from wherever something happens, also outside of any async runtime, but not while a
/// lock is held that a drop of anything of the sandbox needs.
pub trait Observer: Send + Sync {
    /// Something was asked of its network, and this came of it.
    fn egress(&self, event: &EgressEvent);

    /// It has ended, by whatever way, and nothing is left of it. Why, for its user to
    /// read, as in `its init ended`; not heeded where its user has ended it.
    fn ended(&self, cause: &str);
}
