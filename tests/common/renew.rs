//! Whether a test is to write its file anew instead of holding against it.

/// True where `OVERRULE_RENEW` is 1.
pub fn is_asked() -> bool {
    std::env::var_os("OVERRULE_RENEW").is_some_and(|value| value == "1")
}
