common-just-now = lige nu
common-minutes-ago = for { $minutes } min. siden
common-hours-ago = for { $hours } t. siden
common-yesterday = i går
common-days-ago = for { $days } dage siden
