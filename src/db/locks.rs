//! The advisory locks of PostgreSQL that the program takes, in one place so that no two have the same number.

/// Held by the one process that changes the schema, for as long as its connection lives.
pub const SCHEMA: i32 = 4_951_273;

/// Held by the one node that seals or retires entries of the log, until its transaction ends.
pub const CHAIN: i32 = 4_951_274;

/// Shared by whoever reads the folder of files as it is at one moment (a backup); exclusive to whoever sweeps it.
pub const SWEEPING: i32 = 4_951_275;

/// Held, beside the id of a user, by the one request that sends a file of that user, until its transaction ends.
pub const SENDING: i32 = 4_951_276;
