SELECT month, municipality, team::text, law, finished, own, around, nearby, tailored, own_decision, nowhere, urgent, external
FROM reporting_finishedmonth
WHERE month >= %(since)s AND month <= %(until)s AND finished + external > 0
ORDER BY month DESC, municipality, team, law
