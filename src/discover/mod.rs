//! Which files are there to mutate.
