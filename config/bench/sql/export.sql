SELECT to_char(month, 'YYYY-MM'), t.name, law, finished, own, around, nearby, tailored, own_decision, nowhere, urgent, external
FROM reporting_finishedmonth f JOIN accounts_team t ON t.id = f.team
WHERE month >= %(since)s AND month <= %(until)s AND finished + external > 0
ORDER BY month DESC, f.municipality, f.team, law
