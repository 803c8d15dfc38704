//! A small reviewed set that the tests of this room share.
