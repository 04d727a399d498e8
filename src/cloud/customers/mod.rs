//! Support → **Customers** (SPEC C-9): org. units of kind customer, with their numbers and licence pools. What else a
//! unit has, its own screen changes.
pub mod edit;
pub mod export;
pub mod pages;
mod store;

use crate::access::{actions, installation_actions, rules};
use crate::org_units::{self, OrgUnit, Unit};

/// Where the list is.
pub const PATH: &str = "/support/customers";

installation_actions! {
    /// A new customer below the top. It is asked for without a place, on the list, on the form and when it is sent.
    CreateCustomer: Unit = org_units::lock_top, rules::create_customer;
}

actions! {
    /// Name, customer number and licence pool.
    EditCustomer: OrgUnit = org_units::lock_whole, OrgUnit::target, rules::manage_customers;
}
