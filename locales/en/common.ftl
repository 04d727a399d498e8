common-just-now = just now
common-minutes-ago = { $minutes } min ago
common-hours-ago = { $hours } h ago
common-yesterday = yesterday
common-days-ago = { $days } days ago
