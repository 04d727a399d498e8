# Leverede aktørroller, så længe ingen har omdøbt dem.
actor-role-customer = Kunde
actor-role-supplier = Leverandør
actor-role-employee = Medarbejder
actor-roles-customer = Kunder
actor-roles-supplier = Leverandører
actor-roles-employee = Medarbejdere

# Rollers felter og metadataposter.
actor-field-kind-text = Tekst
actor-field-kind-number = Tal
actor-field-kind-date = Dato
actor-field-kind-choice = Valg
actor-field-kind-yes-no = Ja/nej
actor-field-yes = Ja
actor-field-no = Nej
actor-field-number = Det er ikke et tal. Skriv det som { $example }.
actor-field-number-long = Højst 15 cifre før decimaltegnet og 6 efter det.
actor-field-date = Det er ikke en dato. Skriv den som 31-12-2026.
actor-field-date-file = Det er ikke en dato. Skriv den som 2026-12-31.
actor-field-choice = Vælg en af: { $choices }.
actor-field-yes-no = Vælg ja eller nej.
actor-field-yes-no-file = Skriv yes eller no.
