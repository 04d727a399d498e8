error-400-title = That cannot be read
error-400-text = The address or the form is not as this page expects it. Go back, reload the page and try again.
error-401-title = You are not logged in
error-401-text = Your session has ended. Log in and try again.
error-403-title = Access denied
error-403-text = You may not do this. Nothing has been changed.
error-404-title = Not found
error-404-text = There is nothing at this address, or it is not open to you.
error-405-title = Not possible here
error-405-text = This address does not take that kind of request. Go back and use the buttons of the page.
error-409-title = Somebody else was faster
error-409-text = This has been changed since you opened it. Nothing of yours has been saved; open it again to see what it is now.
error-413-title = Too large
error-413-text = What was sent is larger than is accepted here.
error-415-title = That kind of content is not accepted
error-415-text = The form was sent in a way this page does not understand.
error-421-title = Not at this address
error-421-text = This server does not answer to the address you used. Use the one you were given, or ask whoever runs the server.
error-429-title = Too many attempts
error-429-text = There have been too many attempts in a short time. Wait a little, then try again.
error-500-title = Something went wrong
error-500-text = The fault is ours, and it has been noted. Nothing has been saved. Try again; if it goes on, give the reference below to whoever helps you.
error-503-title = Too busy right now
error-503-text = The server has more to do than it can. Nothing has been saved; try again in a moment.

error-need-in = You need “{ $right }” in { $unit }.
error-need = You need “{ $right }”.
error-ask = { $people } can give you this right. Nothing has been changed.
error-ask-administrator = An administrator can give you this right. Nothing has been changed.
error-retry =
    { $seconds ->
        [one] Try again in a second.
       *[other] Try again in { $seconds } seconds.
    }
error-back = Go back
error-reference = Reference:
