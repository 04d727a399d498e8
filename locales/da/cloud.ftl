security-role-customer = Kunde
security-role-caterer = Kantineleverandør
security-role-support-agent = Supportmedarbejder
menu-customers = Kunder
menu-organisations = Organisationer
user-tab-cloud = Cloudkonto
security-role-customer-hint = Rækkevidde: brugerens egen kunde. Den almindelige rolle.
security-role-caterer-hint = Rækkevidde: kunderne i en organisation.
security-role-support-agent-hint = Rækkevidde: alle kunder. Kun for folk med en bekræftet e-mailadresse på et internt domæne.
cloud-licence = Licens
cloud-switch-on = Til
cloud-switch-off = Fra
cloud-assigned = Tildelt
cloud-licence-none-needed = Ikke nødvendig
cloud-licence-assigned = Licensen er tildelt. Brugeren kan logge ind.
cloud-licence-removed = Licensen er fjernet. Brugerens sessioner er afsluttet.
cloud-pool-taken = { $taken } af kundens { $count } licenser er tildelt.
cloud-pool-unlimited = Kunden har ubegrænset mange licenser; { $taken } er tildelt.
cloud-roles = Cloudsikkerhedsroller
cloud-roles-none = Vælg mindst én rolle.
cloud-support-agent-internal = Kun for en bruger med en bekræftet e-mailadresse på et internt domæne.
cloud-organisation = Organisation
cloud-organisation-hint = For en kantineleverandør: den, hvis kunder kan nås.
cloud-organisation-none = Ingen
cloud-organisation-unchanged = Uændret
cloud-organisation-missing = En kantineleverandør skal have en organisation.
cloud-saved = Gemt.
cloud-shown = { $count ->
    [one] 1 kunde
   *[other] { $count } kunder
  }
cloud-unlimited = Ubegrænset
cloud-customer = Kunde
cloud-customer-create = Opret kunde
cloud-customers-search = Søg i kunder
cloud-customers-none = Der er ingen kunder endnu, så vidt du kan se.
cloud-customers-no-match = Ingen kunde passer. Ord skal være begyndelsen af et ord i navn, kundenummer eller kode.
cloud-archived = Arkiveret
cloud-pool = Licenspulje
cloud-pool-hint = Hvor mange brugere der kan have en licens. Tomt: ubegrænset.
cloud-pool-wrong = Et helt tal fra 0 til { $most }, eller intet for ubegrænset.
cloud-pool-below = { $taken } licenser er tildelt nu: puljen kan ikke være mindre.
cloud-pool-assigned = Licenser tildelt nu: { $taken }.
cloud-licences-assigned = Tildelt
cloud-licences-remaining = Tilbage
cloud-conflict = En anden har gemt dette i mellemtiden. Din udgave står i formularen; gemmer du den, erstatter den den andens.
cloud-organisations-text = En organisation er en samling kunder. Kantineleverandører kan nå kunderne i den organisation, de er tildelt.
cloud-organisation-create = Opret organisation
cloud-organisations-search = Søg i organisationer
cloud-organisations-none = Der er ingen organisationer endnu. En organisation er en samling kunder, som en kantineleverandør tager sig af.
cloud-organisations-no-match = Ingen organisation passer. Ord skal være begyndelsen af et ord i navnet.
cloud-organisation-name = Navn
cloud-organisation-count = Antal kunder
cloud-organisation-has = Kunder i organisationen
cloud-organisation-add = Tilføj en kunde
cloud-organisation-add-hint = Gemmes med formularen, én ad gangen.
cloud-organisation-empty = En organisation har mindst én kunde.
cloud-organisation-taken = Navnet er optaget.
cloud-organisation-created = { $name } er oprettet.
cloud-organisation-assigned = Den er tildelt { $names }, som kan nå dens kunder gennem den. Giv dem først en anden organisation eller rolle.
cloud-organisation-assigned-hidden = Den er tildelt nogen, du ikke har adgang til, som kan nå dens kunder gennem den.
files-licensed-not-enabled = En bruger, der ikke er aktiveret, har ingen licens.
files-unit-pool = Kun kunder har en licenspulje.
import-organisation-unknown = Der er ingen organisation med det navn.
import-organisation-no-caterer = Kun en kantineleverandør har en organisation.
users-column-licensed = Har licens
users-licences =
    { $assigned ->
        [one] Én licens tildelt
       *[other] { $assigned } licenser tildelt
    }, { $left } tilbage
users-licences-unlimited =
    { $assigned ->
        [one] Én licens tildelt
       *[other] { $assigned } licenser tildelt
    }, ubegrænset tilbage
