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
    mortgage, credit card limit, heart rate, birth rate, bed sheet, recipe, restaurant, football,
    cooking, haiku, poem, translate, capital of, netflix, conveyor belt, social worker,
    factory worker, workers compensation, worker bee, flag semaphore, back pressure valve,
    pressure cooker, blood pressure, exhaust back pressure, tire*, tyre*, actor in, movie, film,
    wedding, airport, vacation, hotel booking tips, wallpaper, piano, guitar, gym, diet, salary,
    visa application, tax, geometry, theorem, forum thread, reddit thread, email thread,
    twitter thread, thread on reddit, screw thread, needle, electrical, plumbing, garden,
    football match, olympic*, human race, arms race, election, parliament, negotiations,
    carreras de caballos, receta*, wetter in, wetter, meilleur restaurant, рецепт*, погода, 天気, 天气,
    做饭, praia, playa
  `,
  4: `
    flexbox, tailwind, html form, terraform, ingress, package lock, lock file, lockfile, yarn lock,
    poetry lock, cargo lock, git rebase, git stash, git merge, merge conflict, linked list,
    binary tree, ssh key, csv file, dark mode, left join, inner join, sql join, date format,
    format a date, format date, virtual environment, virtualenv, favicon, npm publish,
    webpack config, vite config, rename a column, normalise a database, normalize a database,
    round to, reverse a string, sort a list, sort a dict*, sort an array, let and const, big o,
    palindrome, leetcode, resume template, lock screen, caps lock, screen lock, rust lifetime,
    borrow checker, event handler onclick, event planning, event venue, online casino, user agent,
    agent header, speed test, download speed, rate my, bank transaction, transaction fee,
    transaction history, transaction id, tcp and udp, http and https, regexp, semver,
    event listener to a button, table of contents, lock a cell, lock cell, difference between let,
    add a column, add column, limit rows, in a select, define a model, foreign exchange,
    basketball, literature, hotel, gym subscription, subscription, hair, folder structure,
    profile picture, contract template, derivative, integral, calculus,
    matrix multiplication by hand, probability, equation, guitar chords, cat food, holiday,
    airline, flight tickets, train tickets, train timetable, passport, novel, grammar, spelling,
    synonym, history of, invented, president, astronomy, planet, river, geology, flags,
    lines are parallel, two lines, parallel lines, traffic light, traffic semaphore, shader,
    weather forecast, weather in, weather tomorrow, undo last commit, last commit, count distinct,
    change column type, column type, arrow function, arrow functions, template inheritance,
    useState, lyrics, dentist, pizza, lose weight, weight loss, guitar, conversation starters,
    random number, image size, resume, car pool, install postgres, install mysql, install node,
    install docker, install npm, weed, lawn, dating, bible, invention, railway, embroidery, church,
    painting, fishing, lane, swimming, visa, refund, concert, remote teams, at home, out of bounds,
    sheets, a waiter, for a waiter
  `,
  2: `
    installation, tutorial for beginners, best laptop, how to start, career, course, certificate,
    certificates, tls, ssl, dns record, typescript types, type error, syntax error, import error,
    module not found, css transition, template, naming, rename, logo, color, colour, word document,
    sentence, essay, exercise, shoes, hotel, music, song, painting, draw, photo editing, iphone,
    android phone, keyboard, mouse, monitor, printer, tv, game, sports, sport, school, university,
    doctor appointment, insurance, excel, spreadsheet, polymorphism, generics, interview, vim,
    emacs, exception handling tutorial, svg, scrollbar, font, password reset, deep copy, vpn,
    firewall, boil, bake, dog, bus
  `,
  1: `
    java, kotlin, swift, php, ruby, rust, c sharp, c++, scala, elixir, install, validation, image,
    pdf, email, phone, css, docker compose, dockerfile, nginx, regex*, regular expression,
    unit test for, recursion, decorator, lambda expression, oauth, jwt, group by, groupby,
    dataframe, data frame, pandas, matplotlib, eslint, prettier, list comprehension, login form,
    for loop, while loop, for loops, loop through, convert, primary key, foreign key, index out of,
    null pointer
  `,
};
