//! Cloud accounts (SPEC 4): licences, reach, customers and organisations.
mod pools;
