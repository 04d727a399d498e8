login-refused = Brugernavnet eller adgangskoden er forkert, eller brugeren kan ikke logge ind nu. Efter { $failures } mislykkede forsøg i træk låses et login i { $minutes ->
    [one] et minut
   *[other] { $minutes } minutter
}.
login-option-password = Adgangskode
login-option-password-code = Adgangskode + kode
login-option-password-recovery = Adgangskode + gendannelseskode
login-option-activation-link = Aktiveringslink
login-option-automatic = Automatisk token
session-ended-logged-out = Logget ud
session-ended-logged-out-by-other = Logget ud af en administrator
session-ended-password-changed = Adgangskoden blev skiftet
session-ended-two-factor-changed = Totrinsgodkendelse blev ændret
session-ended-too-many = For mange sessioner var åbne
session-ended-deactivated = Brugeren blev deaktiveret
session-ended-deleted = Brugeren blev slettet
session-ended-replaced = Logget ind igen i samme browser
session-ended-recovered = Gendannet fra serveren
session-ended-restored = Installationen blev gendannet fra en sikkerhedskopi
session-ended-expired = Udløbet
login-option-password-email = Adgangskode + e-mailkode
login-shut-out-employee = Din adgangskode er rigtig, men den medarbejder, du er knyttet til, er arkiveret eller ikke aktiveret, så du kan ikke logge ind.
login-shut-out-licence = Din adgangskode er rigtig, men du har ingen licens, så du kan ikke logge ind.
login-shut-out-outgrown = Din adgangskode er rigtig, men en, der ikke længere må tage sig af din konto, har sat den eller den før. Derfor virker den ikke mere. Få sat en ny, eller få oprettet et link.
session-ended-employee-inactive = Den tilknyttede medarbejder blev arkiveret eller deaktiveret
session-ended-unlicensed = Licensen blev fjernet
