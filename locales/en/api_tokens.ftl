api-token-heading = API tokens
api-token-text = A program shows a token instead of a password. It may then do what its user may do at that moment, and stops with the user.
api-token-none = There are no tokens.
api-token-suspended = The user is deactivated. The tokens do not work until the user is activated again.
api-token-create = Create new token
api-token-create-for = Create a token for { $name }
api-token-make = Create token
api-token-name = Name
api-token-name-hint = What the program is called, so that you know later what the token is for.
api-token-name-missing = Enter a name.
api-token-name-odd = Use at most 100 characters, on one line.
api-token-too-many = There can be at most { $count } tokens. Revoke one first.
api-token-scope = What it may do
api-token-scope-read = Read
api-token-scope-write = Read and write
api-token-scope-read-long = Read: ask, change nothing
api-token-scope-write-long = Read and write: everything the user may do
api-token-period = Works for
api-token-period-hint = A token that ends by itself does less harm when it is lost.
api-token-no-end = Until it is revoked
api-token-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
api-token-made = Token { $name } was created
api-token-once = Copy the token now. It is not kept here and cannot be shown again.
api-token-how = The program sends it with each request, in the header
api-token-done = I have copied it
api-token-until = Works until { $date }
api-token-endless = Works until it is revoked
api-token-expired = Expired on { $date }
api-token-outgrown = Works no more: somebody who holds less than the user now could have made it. Create a new one
api-token-is-expired = Expired
api-token-is-outgrown = Stopped
api-token-used = last used { $when }
api-token-unused = never used
api-token-created = Created on
api-token-created-by = Created by
api-token-expires = Expires on
api-token-last-use = Last used
api-token-last-address = Last used from
api-token-revoke = Revoke
api-token-revoke-title = Revoke the token?
api-token-revoke-text = The program that uses { $name } stops working at its next request. This cannot be undone.
api-token-revoked = The token was revoked.
