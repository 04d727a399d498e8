security-role-customer = Customer
security-role-caterer = Caterer
security-role-support-agent = Support Agent
menu-customers = Customers
menu-organisations = Organisations
user-tab-cloud = Cloud account
security-role-customer-hint = Reaches the user's own customer. The standard role.
security-role-caterer-hint = Reaches the customers of an organisation.
security-role-support-agent-hint = Reaches every customer. Only for people with a confirmed email address of an internal domain.
cloud-licence = License
cloud-switch-on = On
cloud-switch-off = Off
cloud-assigned = Assigned
cloud-licence-none-needed = Not needed
cloud-licence-assigned = The licence is assigned. The user can log in.
cloud-licence-removed = The licence is taken away. The user's sessions have ended.
cloud-pool-taken = { $taken } of the customer's { $count } licences are assigned.
cloud-pool-unlimited = The customer has unlimited licences; { $taken } are assigned.
cloud-roles = Cloud Security Roles
cloud-roles-none = Choose at least one role.
cloud-support-agent-internal = Only for a user with a confirmed email address of an internal domain.
cloud-organisation = Organisation
cloud-organisation-hint = Of a Caterer: whose customers are reached.
cloud-organisation-none = None
cloud-organisation-unchanged = Unchanged
cloud-organisation-missing = A Caterer needs an organisation.
cloud-saved = Saved.
cloud-shown = { $count ->
    [one] 1 customer
   *[other] { $count } customers
  }
cloud-unlimited = Unlimited
cloud-customer = Customer
cloud-customer-create = Create customer
cloud-customers-search = Search customers
cloud-customers-none = There are no customers yet, as far as you can see.
cloud-customers-no-match = No customer matches. Words must be the beginning of a word in name, customer number or code.
cloud-archived = Archived
cloud-pool = Licence pool
cloud-pool-hint = How many users can have a licence. Empty: unlimited.
cloud-pool-wrong = A whole number from 0 to { $most }, or nothing for unlimited.
cloud-pool-below = { $taken } licences are assigned now: the pool cannot be smaller.
cloud-pool-assigned = Licences assigned now: { $taken }.
cloud-licences-assigned = Assigned
cloud-licences-remaining = Remaining
cloud-conflict = Somebody else has saved this in the meantime. Your version is in the form; saving it replaces theirs.
cloud-organisations-text = An organisation is a set of customers. Caterers reach the customers of the organisation they are assigned.
cloud-organisation-create = Create organisation
cloud-organisations-search = Search organisations
cloud-organisations-none = There are no organisations yet. An organisation is a set of customers that a caterer looks after.
cloud-organisations-no-match = No organisation matches. Words must be the beginning of a word in its name.
cloud-organisation-name = Name
cloud-organisation-count = Number of customers
cloud-organisation-has = Customers it has
cloud-organisation-add = Add a customer
cloud-organisation-add-hint = Saved with the form, one at a time.
cloud-organisation-empty = An organisation has at least one customer.
cloud-organisation-taken = This name is taken.
cloud-organisation-created = { $name } is created.
cloud-organisation-assigned = It is assigned to { $names }: that is how they reach its customers. Assign them another organisation or role first.
cloud-organisation-assigned-hidden = It is assigned to somebody you have no access to, who reaches its customers through it.
files-licensed-not-enabled = A user who is not enabled has no licence.
files-unit-pool = Only customers have a licence pool.
import-organisation-unknown = There is no organisation with that name.
import-organisation-no-caterer = Only a Caterer has an organisation.
users-column-licensed = Licensed
users-licences =
    { $assigned ->
        [one] One licence assigned
       *[other] { $assigned } licences assigned
    }, { $left } remaining
users-licences-unlimited =
    { $assigned ->
        [one] One licence assigned
       *[other] { $assigned } licences assigned
    }, unlimited remaining
