field-required = This is required.
field-too-long = At most { $max } characters.
field-invisible = Remove line breaks and invisible characters.
field-name-start = Start with a letter, a digit or _.
field-name-character = “{ $character }” can't be used here. Letters, digits, single spaces and . _ - @ + can.
field-name-spaces = Use single spaces only.
field-email = This is not an email address. It looks like name@example.com.
