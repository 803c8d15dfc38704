//! A set on disk as an indexed sequence of incidents.
