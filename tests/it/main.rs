//! Everything that needs HTTP, a database, or the whole engine: one binary, so that it links once.

mod engine_oracle;
