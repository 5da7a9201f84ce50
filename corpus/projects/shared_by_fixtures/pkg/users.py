def age(db, name):
    row = db.execute("select age from users where name = ?", (name,)).fetchone()
    return None if row is None else row[0]


def ensure(db, name, years):
    if age(db, name) is None:
        db.execute("insert into users values (?, ?)", (name, years))
    return age(db, name)
