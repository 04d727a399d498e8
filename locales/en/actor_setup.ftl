# Delivered roles of actors, as long as nobody has renamed them.
actor-role-customer = Customer
actor-role-supplier = Supplier
actor-role-employee = Employee
actor-roles-customer = Customers
actor-roles-supplier = Suppliers
actor-roles-employee = Employees

# Fields of roles and metadata records.
actor-field-kind-text = Text
actor-field-kind-number = Number
actor-field-kind-date = Date
actor-field-kind-choice = Choice
actor-field-kind-yes-no = Yes/no
actor-field-yes = Yes
actor-field-no = No
actor-field-number = This is not a number. Write it like { $example }.
actor-field-number-long = At most 15 digits before the decimal sign and 6 after it.
actor-field-date = This is not a date. Write it like 31-12-2026.
actor-field-date-file = This is not a date. Write it like 2026-12-31.
actor-field-choice = Choose one of: { $choices }.
actor-field-yes-no = Choose yes or no.
actor-field-yes-no-file = Write yes or no.
