/**
 * Where the words of concurrency mean something else. A phrase hides the words inside it; the
 * weights count against the question being about concurrency at all.
 */
export const OFF_TOPIC: Record<1 | 2 | 4 | 6, string> = {
  6: `
    real estate, travel agent, insurance agent, secret agent, estate agent, sewing, horse racing,
    horse race, race car, formula 1, marathon, parallel parking, parallel lines, parallel universe,
    parallel circuit, parallel resistor, swimming pool, pool table, carpool, car pool, pool pump,
    door lock, lock picking, canal lock, promise ring, speed limit, interest rate, exchange rate,
    mortgage, credit card limit, heart rate, birth rate, bed sheet, thread count, recipe,
    restaurant, football, cooking, haiku, poem, translate, capital of, netflix, conveyor belt,
    social worker, factory worker, workers compensation, worker bee, flag semaphore,
    back pressure valve, pressure cooker, blood pressure, exhaust back pressure, tire*, tyre*,
    actor in, movie, film, wedding, airport, vacation, hotel booking tips, wallpaper, piano,
    guitar, gym, diet, salary, visa application, tax, geometry, theorem, wallet, forum thread,
    reddit thread, email thread, twitter thread, thread on reddit, screw thread, needle,
    electrical, plumbing, garden, football match, olympic*, human race, arms race, election,
    parliament, negotiations, carreras de caballos, receta*, wetter in, wetter,
    meilleur restaurant, рецепт*, погода, 天気, 天气, 做饭, praia, playa
  `,
  4: `
    css, flexbox, tailwind, html form, docker compose, dockerfile, nginx, terraform, ingress,
    package lock, lock file, lockfile, yarn lock, poetry lock, cargo lock, excel, spreadsheet,
    git rebase, git stash, git merge, merge conflict, regex*, regular expression, unit test for,
    linked list, binary tree, recursion, polymorphism, decorator, generics, lambda expression,
    ssh key, oauth, jwt, csv file, dark mode, group by, groupby, left join, inner join, sql join,
    date format, format a date, format date, dataframe, data frame, pandas, matplotlib,
    virtual environment, virtualenv, favicon, npm publish, eslint, prettier, webpack config,
    vite config, rename a column, normalise a database, normalize a database, round to,
    reverse a string, sort a list, sort a dict*, sort an array, list comprehension, let and const,
    big o, palindrome, leetcode, resume template, interview, lock screen, caps lock, screen lock,
    vim, emacs, rust lifetime, borrow checker, event handler onclick, event planning, event venue,
    online casino, user agent, agent header, speed test, download speed, rate my,
    exception handling tutorial, bank transaction, transaction fee, transaction history,
    transaction id, tcp and udp, http and https, svg, scrollbar, font, regexp, password reset,
    login form, semver, event listener to a button, table of contents, lock a cell, lock cell,
    for loop, while loop, for loops, loop through, convert, difference between let, primary key,
    foreign key, index out of, null pointer, deep copy, vpn, firewall, add a column, add column,
    limit rows, in a select, define a model, foreign exchange, basketball, literature, hotel,
    gym subscription, subscription, lock of hair, hair, port 3000, folder structure,
    profile picture, contract template, sin x, cos x, derivative, integral, calculus,
    matrix multiplication by hand, limit of sin, probability, equation, boil, bake, guitar chords,
    dog, cat food, holiday, airline, flight tickets, train tickets, train timetable, bus, passport,
    novel, grammar, spelling, synonym, history of, invented, president, astronomy, planet, river,
    geology, flags, lines are parallel, two lines, parallel lines, traffic light,
    traffic semaphore, shader, weather forecast, weather in, weather tomorrow
  `,
  2: `
    install, installation, tutorial for beginners, best laptop, how to start, career, course,
    certificate, certificates, tls, ssl, dns record, typescript types, type error, syntax error,
    import error, module not found, css transition, validation, template, naming, rename, logo,
    color, colour, image, pdf, word document, email, sentence, essay, exercise, shoes, hotel,
    music, song, painting, draw, photo editing, phone, iphone, android phone, keyboard, mouse,
    monitor, printer, tv, game, sports, sport, school, university, doctor appointment, insurance
  `,
  1: "java, kotlin, swift, php, ruby, rust, c sharp, c++, scala, elixir",
};
