field-required = Skal udfyldes.
field-too-long = Højst { $max } tegn.
field-invisible = Fjern linjeskift og usynlige tegn.
field-name-start = Begynd med et bogstav, et ciffer eller _.
field-name-character = »{ $character }« kan ikke bruges her. Brug bogstaver, cifre, enkelte mellemrum og . _ - @ +.
field-name-spaces = Brug kun enkelte mellemrum.
field-email = Det er ikke en e-mailadresse. En adresse ser ud som navn@eksempel.dk.
