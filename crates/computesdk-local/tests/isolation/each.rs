//! Tests that differ in one text.

/// A test for each, so that the proof that it can fail is about that one.
macro_rules! each {
    ($check:ident; $($name:ident: $text:literal;)+) => {$(
        #[tokio::test]
        async fn $name() {
            $check($text).await;
        }
    )+};
}
