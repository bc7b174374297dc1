/** Facts of feasts, beliefs, tales, words and daily life. Format: ../../facts.ts. */
export const culture = `
why,what: christmas | celebrate celebrated about mean people = Christmas celebrates the birth of Jesus, and for many it's a feast of the family and of giving.
why,what: easter | celebrate celebrated about mean people = Easter celebrates the resurrection of Jesus, and is the most important feast of Christians.
why: easter egg/bunny/rabbit | have = Eggs and hares stood for new life in spring, and eggs were not eaten in Lent, so there were many at Easter.
why,what: halloween | celebrate celebrated about mean people = Halloween is the eve of All Saints' Day, with old Celtic roots, when children dress up and ask for sweets.
why,what: thanksgiving | celebrate celebrated about mean people = Thanksgiving gives thanks for the harvest, and recalls a meal of settlers and Wampanoag people in 1621.
why,what: ramadan | celebrate about mean = Ramadan is the month in which Muslims fast from dawn to sunset.
why,what: eid | celebrate about mean = Eid al-Fitr is the Muslim feast that ends the fast of Ramadan.
why,what: hanukkah/chanukah | celebrate about mean = Hanukkah is the Jewish feast of lights, eight days in memory of the temple of Jerusalem.
why,what: passover | celebrate about mean = Passover is the Jewish feast in memory of the Exodus from Egypt.
why,what: yom_kippur | celebrate about mean = Yom Kippur is the Day of Atonement, the holiest day of the Jewish year.
why,what: diwali | celebrate about mean = Diwali is the Hindu feast of lights.
why,what: valentine/valentines day | celebrate about mean = Valentine's Day, on the 14th of February, is the day of love, named after Saint Valentine.
why,what: april fool/fools | day celebrate do = Nobody knows for sure how April Fools' Day began; people play tricks on each other on the 1st of April.
why,what: labor/labour day | celebrate about mean = Labor Day honors working people: on the 1st of May in most countries, and in September in the United States.
why,what: bastille day | celebrate about mean = Bastille Day, on the 14th of July, is the national day of France.
why,what: saint/st patrick day | celebrate about mean = Saint Patrick's Day, on the 17th of March, honors the patron saint of Ireland.
why,what: groundhog day | celebrate about mean = On the 2nd of February a groundhog is said to foretell by its shadow how long the winter lasts.
why,what: boxing day | called celebrate about mean = Boxing Day, the 26th of December, got its name from the boxes of gifts once given to servants and the poor.
why,what: lent | about mean = Lent is the forty days of fasting before Easter.
why,what: oktoberfest | celebrate about mean start began = The Oktoberfest in Munich began as a royal wedding party in 1810, and is now the largest beer festival.
who,where: santa/santa_claus | live is come from = Santa Claus brings the presents at Christmas, as the story goes, and lives at the North Pole. He goes back to Saint Nicholas.
is: santa/santa_claus real/exist | really = That's for each family to tell. The legend goes back to Saint Nicholas, a real bishop who gave to the poor.
what,who: reindeer santa | name nine eight red nose rudolph = Dasher, Dancer, Prancer, Vixen, Comet, Cupid, Donner, Blitzen, and Rudolph.
who: reindeer red nose | has = Rudolph is the reindeer with the red nose.
what,many: day christmas | twelve true love song gave first = A partridge in a pear tree on the first day, as the song goes.
many: day advent/candle | sunday in wreath = An advent wreath has four candles, one for each Sunday.
what: holy book islam/muslim | = The Quran is the holy book of Islam.
what: holy book jew/jewish/judaism | = The Torah is the first part of the Hebrew Bible, the holy book of the Jews.
what: holy book hindu/hinduism | = The Vedas are the oldest holy books of Hinduism.
what: first book bible | in of = Genesis is the first book of the Bible.
what: last book bible | in of = Revelation is the last book of the Christian Bible.
who: build/built ark | noah = Noah built the ark, in the Bible.
who: first man/woman/people bible | adam eve = Adam and Eve, in the Bible.
who: kill/killed/slay/beat/defeat goliath | = David killed Goliath, in the Bible, with a sling.
who: betray/betrayed jesus | = Judas betrayed Jesus, in the Bible.
many: commandment | there ten = There are ten commandments.
many: apostle/disciple jesus | have = Twelve.
what: largest religion | world most follower = Christianity has the most followers in the world, and Islam comes next.
who: zeus | god greek = Zeus is the chief of the Greek gods, who rules the sky and throws lightning.
who: poseidon/neptune | god greek roman sea = Poseidon is the Greek god of the sea; the Romans called him Neptune.
who: god sea/ocean | greek roman of = Poseidon for the Greeks, and Neptune for the Romans.
who: god war | greek roman of = Ares for the Greeks, and Mars for the Romans.
who: goddess/god love | greek roman of beauty = Aphrodite for the Greeks, and Venus for the Romans.
who: goddess wisdom | greek roman of = Athena for the Greeks, and Minerva for the Romans.
who: god thunder | norse greek of = Thor for the Norse, Zeus for the Greeks, and Jupiter for the Romans.
who: god underworld/dead | greek roman of = Hades for the Greeks, and Pluto for the Romans.
who: god sun | egypt egyptian greek of = Ra for the Egyptians, and Helios, later Apollo, for the Greeks.
who: hercules/heracles | = Hercules, or Heracles, is the hero of Greek myth who did twelve great labors.
who: medusa | = Medusa is a monster of Greek myth with snakes for hair, whose sight turned people to stone.
who: icarus | = Icarus, in Greek myth, flew too near the sun with wings of wax and fell.
who: thor | god = Thor is the Norse god of thunder, with a hammer.
who: odin | god = Odin is the chief of the Norse gods.
who: loki | god = Loki is the trickster among the Norse gods.
what: unicorn/dragon real | exist = No, unicorns and dragons live only in tales.
is: unicorn/dragon/mermaid/bigfoot/yeti real/exist | = As far as anyone knows, only in tales.
is,what: ghost/vampire/witch/zombie real/exist | = Nobody has ever shown one to be real. They live in stories.
who,what: loch_ness/nessie | monster real exist = Nessie is said to live in Loch Ness in Scotland, but nobody has ever proved it.
who: mickey_mouse/mickey | = Mickey Mouse is Walt Disney's cartoon mouse, from 1928.
who: donald_duck | = Donald Duck is Walt Disney's cartoon duck with a short temper.
who: batman | real name = Batman is a comic hero, really Bruce Wayne, who fights crime in Gotham City.
who: superman | real name = Superman is a comic hero from the planet Krypton, known as Clark Kent.
who: spiderman/spider_man | real name = Spider-Man is a comic hero, really Peter Parker, who was bitten by a spider.
who: wonder_woman | real name = Wonder Woman is a comic heroine, an Amazon princess named Diana.
who: iron_man | real name = Iron Man is a comic hero, really Tony Stark, in a flying suit of armor.
who: joker | batman = The Joker is Batman's enemy with the face of a clown.
who: sherlock_holmes/sherlock | = Sherlock Holmes is the detective in the stories of Arthur Conan Doyle, with Doctor Watson.
who: harry_potter | = Harry Potter is the young wizard in the books of J. K. Rowling.
who: dumbledore/hermione/voldemort/ron_weasley | = That's a character in the Harry Potter books by J. K. Rowling.
who: frodo/gandalf/gollum/bilbo | = That's a character in The Lord of the Rings by J. R. R. Tolkien.
who: darth_vader | father of luke = Darth Vader is the villain of Star Wars, and the father of Luke Skywalker.
who: luke_skywalker/skywalker father | of luke darth vader = Darth Vader is the father of Luke Skywalker, in Star Wars.
who: yoda | = Yoda is the small old Jedi master in Star Wars.
who: james_bond | = James Bond is the British secret agent 007, invented by Ian Fleming.
who: pinocchio | = Pinocchio is a wooden puppet whose nose grows when he lies.
who: peter_pan | = Peter Pan is the boy who never grows up, in a play by J. M. Barrie.
who: cinderella | = Cinderella is the girl of the fairy tale who lost a slipper at the ball.
who,what: cinderella lose/lost | ball slipper shoe = Cinderella lost a slipper at the ball.
who: snow_white | = Snow White is the girl of the fairy tale who lived with seven dwarfs.
who,what: dwarf seven | snow white name list = In Disney's film they're Doc, Grumpy, Happy, Sleepy, Bashful, Sneezy and Dopey.
many: dwarf snow_white | there live = Seven.
who: romeo | love juliet family = Romeo loves Juliet, in the play by Shakespeare.
who: bart_simpson/homer_simpson/simpson | the = The Simpsons are a cartoon family of Springfield: Homer, Marge, Bart, Lisa and Maggie.
who: popeye | = Popeye is the cartoon sailor who gets strong from spinach.
who: garfield | = Garfield is the fat orange comic cat who loves lasagna.
who: snoopy | = Snoopy is Charlie Brown's dog, in the comic Peanuts by Charles Schulz.
who: mario/super_mario | = Mario is the plumber of the Nintendo games.
who: pikachu | = Pikachu is the yellow electric mouse of Pokemon.
who: barbie | = Barbie is a doll, created by Ruth Handler in 1959.
who: grinch | = The Grinch is the creature of Dr. Seuss who wanted to steal Christmas.
who: scrooge | = Ebenezer Scrooge is the miser in A Christmas Carol by Charles Dickens.
who: king_rock | called roll and of = Elvis Presley was called the King of Rock and Roll.
who: king_pop | called of = Michael Jackson was called the King of Pop.
who: say/said dream | have a i = Martin Luther King, in Washington in 1963.
who: say/said be_not_be | to or not question = Hamlet, in the play by Shakespeare.
who: say/said think_therefore | am i = Rene Descartes.
who: say/said small_step/giant_leap | man mankind one for = Neil Armstrong, on the moon in 1969.
who: say/said eat_cake/cake | let them = It's put into the mouth of Marie Antoinette, who most likely never said it.
who: say/said came_saw/veni | conquer conquered vidi vici i = Julius Caesar.
who: say/said float_butterfly | like sting bee = Muhammad Ali.
who: say/said ask_not | country can do what = John F. Kennedy, in 1961.
what: meaning/sense life | of = Forty-two, as one funny book has it. Most people find it in those they love and what they do.
what: birthstone january | = Garnet.
what: birthstone february | = Amethyst.
what: birthstone march | = Aquamarine.
what: birthstone april | = Diamond.
what: birthstone may | = Emerald.
what: birthstone june | = Pearl.
what: birthstone july | = Ruby.
what: birthstone august | = Peridot.
what: birthstone september | = Sapphire.
what: birthstone october | = Opal.
what: birthstone november | = Topaz.
what: birthstone december | = Turquoise.
what: wedding_anniversary/anniversary 25/twenty_five/twenty_fifth/25th | called silver wedding year = Twenty-five years is the silver anniversary.
what: wedding_anniversary/anniversary 50/fifty/fiftieth/50th | called gold golden wedding year = Fifty years is the golden anniversary.
what: wedding_anniversary/anniversary 10/ten/tenth/10th | called tin wedding year = Ten years is the tin anniversary.
what: wedding_anniversary/anniversary 60/sixty/sixtieth/60th | called diamond wedding year = Sixty years is the diamond anniversary.
many,what: zodiac/star sign | there list name all = Twelve: Aries, Taurus, Gemini, Cancer, Leo, Virgo, Libra, Scorpio, Sagittarius, Capricorn, Aquarius and Pisces.
what: chinese zodiac/animal | year in list = Rat, ox, tiger, rabbit, dragon, snake, horse, goat, monkey, rooster, dog and pig.
what: color traffic_light | three = Red, yellow and green.
what: color stop_sign | = A stop sign is red, with white letters.
many: side/corner stop_sign | have = A stop sign has eight sides.
what: color sky | clear day = Blue, on a clear day.
what: color grass | = Green.
what: color sun | real really = Seen from space the sun is white; through our air it looks yellow.
what: color snow | = White.
what: color blood | = Red.
what: color zebra | = Black and white.
what: color panda | = Black and white.
what: color emerald | = Green.
what: color ruby | = Red.
what: color sapphire | = Mostly blue.
what: color coal | = Black.
what: color lemon | = Yellow.
what: color carrot | = Orange, mostly.
what: color elephant | = Gray.
what: color elmo | = Red.
many: wheel bicycle/bike | have = Two.
many: wheel tricycle | have = Three.
many: wheel car | have = Four, as a rule.
many: wheel unicycle | have = One.
many: letter alphabet | in english there = The English alphabet has twenty-six letters.
many,what: vowel | in english alphabet there = Five: A, E, I, O and U, and sometimes Y.
many: consonant | in english alphabet there = Twenty-one, with Y.
what: sentence letter alphabet | all every uses = The quick brown fox jumps over the lazy dog.
what: longest word | english in = In large dictionaries it's the name of a lung disease with 45 letters. Floccinaucinihilipilification has 29.
what: common/used letter | most english in = E is the most common letter in English.
what: common/used word | most english in = The is the most common word in English.
what: rhyme orange | with = Hardly anything rhymes with orange, but Blorenge, a hill in Wales, does.
what: rhyme silver | with = Hardly anything rhymes with silver, but chilver, a ewe lamb, does.
what,many: =seasons | four year name list all order there are = Four: spring, summer, autumn and winter.
what,many: =days week | seven name list all order there are in = Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday: seven.
what: =months | twelve year name list all order = January, February, March, April, May, June, July, August, September, October, November and December.
many: month year | in there are = Twelve.
many,what: month 30/thirty day | have with has only = Four: April, June, September and November.
many,what: month 31/thirty_one day | have with has = Seven: January, March, May, July, August, October and December.
what: month 28/twenty_eight day | have with has only = February has 28, and all the others have at least as many.
many: day february leap | year in have = February has 29 days in a leap year.
many: year/long century | in there are is = A hundred.
many: year/long decade | in there are is = Ten.
many: year/long millennium | in there are is = A thousand.
many: year/long generation | in there are is = About twenty-five to thirty.
many: day/long fortnight | in there are is = Fourteen days.
many: dozen/egg gross/dozen | in there are = Twelve make a dozen, and twelve dozen a gross.
many: baker dozen | in what = A baker's dozen is thirteen.
many: item/piece score | in = A score is twenty.
many: cent/penny dollar | in there are = A hundred.
many: cent euro | in there are = A hundred.
many: penny/pence pound | in there are = A hundred.
many: quarter dollar | in there are make = Four.
many: dime dollar | in there are make = Ten.
many: nickel dollar | in there are make = Twenty.
many,much: penny/cent nickel | worth in is = A nickel is five cents.
many,much: penny/cent dime | worth in is = A dime is ten cents.
much,what: cent/worth quarter | in is = A quarter is twenty-five cents.
who: dollar_bill/dollar | on one face picture = George Washington is on the one-dollar bill.
many: stripe/star flag american/us/usa | on have = Thirteen stripes for the first thirteen states, and fifty stars, one for each state.
why: driver/drive/drives/car left/side | british english road on people = It's thought to go back to riders who kept their right hand free for strangers; France and America changed to the right.
where,what: country drive left | side road on people = In Britain, Ireland, Australia, Japan, India and South Africa, among others, people drive on the left.
how: tie/tying tie/necktie | a knot = Cross the wide end over the narrow one, bring it behind and over again, up through the neck loop, and down through the front.
how: tie/tying shoe/shoelace/lace | my bow = Cross and pull the laces, make a loop with one, wind the other around it, push it through, and pull both loops.
how: sew/sewing button | on = Go up and down through its holes with a doubled thread some six times, wind the thread around below it, and knot it.
how: change/fix/mend/repair flat/tire/tyre | a wheel = Loosen the nuts, jack the car up on firm ground, swap the wheel, put the nuts on, lower it, and tighten them crosswise.
how: jump/jumpstart/start dead/battery/car | cable a jumper = Red to red plus, black to the minus of the good battery, and its other end to bare metal of the dead car; then start the good one first.
how: remove/get_out/rid/clean wine stain | red out of carpet = Blot it at once, don't rub; then cold water with a little dish soap or sparkling water, and blot again.
how: remove/get_out/rid/clean coffee/blood/grass stain | out of = Rinse it with cold water as soon as you can, then rub in a little soap, and wash it.
how: remove/get_out/rid/clean gum/wax | chewing out of hair clothes = Cool it with ice until it's hard, and break it off.
how: descale kettle | clean limescale lime = Boil water with a little vinegar or citric acid in it, let it stand, and rinse it well.
how: clean window | streak free = With water and a drop of dish soap, drawn off with a rubber blade, on a cloudy day.
how: water/often orchid | plant = About once a week: dip the pot in water for some minutes and let it drain.
how: keep flower fresh/long | longer cut = Cut the stems at an angle, take off leaves below the water, change the water often, and keep them cool.
how: whistle | learn = Wet and purse your lips, rest the tongue behind the lower teeth, and blow gently until it sounds.
how: juggle | learn three ball = Start with one ball in an even arc, then two, throwing the second as the first is at its top, and then add a third.
how: meditate | learn = Sit comfortably, watch your breath, and whenever your thoughts wander off, lead them back to it.
how: fall/get asleep | to better can = It helps many to keep the room dark and cool, put screens away, and get up at the same time each day.
how,what: swim | learn float = Most begin in shallow water, learning to float and breathe out under water; a teacher makes it much easier.
how: ride bike/bicycle | learn a = Set the saddle low, push along with your feet until you balance, look ahead, and then pedal.
how,what: drawing/draw cat/dog/star/horse/person/face | a = I can't show it, but start with simple shapes, circles and ovals, and add the lines step by step.
how: write/start poem | a = Begin with one clear picture or feeling, say it in few words, and read it aloud to hear where it sings.
how: write/start cv/resume | a = Put your name and contact first, then your work and schooling, newest first, on a page or two.
how: learn/study language | new best foreign to fast way = A little every day works best: listen and speak much, and repeat words at growing gaps.
how: save money | can best way = Many people write down what they spend, put a fixed part aside on payday, and wait a day before larger purchases.
how: make/find friend | new to can = Often by doing something regularly with the same people, a club or a class, and by asking and listening.
how: tell/know fever | if have = A temperature from about 38 degrees Celsius, or 100.4 Fahrenheit, counts as a fever.
what: fever temperature/high | count body is a at = A temperature from about 38 degrees Celsius, or 100.4 Fahrenheit, counts as a fever.
what: spider =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called arachnophobia.
what: height =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called acrophobia.
what: open_space =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called agoraphobia.
what: small_space/closed_space/tight_space/confined_space =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called claustrophobia.
what: water =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called aquaphobia.
what: snake =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called ophidiophobia.
what: flying =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called aerophobia.
what: dark/darkness =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called nyctophobia.
what: clown =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called coulrophobia.
what: dog =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called cynophobia.
what: thirteen/13 =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called triskaidekaphobia.
what: germ =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called mysophobia.
what: needle =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called trypanophobia.
what: thunder =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called astraphobia.
what: bird =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called ornithophobia.
what: stranger/foreigner =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called xenophobia.
what: public_speaking =fear/=phobia/=afraid | called word for of fear phobia afraid = It's called glossophobia.
who,what: star/planet/universe study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an astronomer.
who,what: weather study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a meteorologist.
who,what: rock/stone study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a geologist.
who,what: plant study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a botanist.
who,what: animal study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a zoologist.
who,what: insect/bug study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an entomologist.
who,what: bird study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an ornithologist.
who,what: fish study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an ichthyologist.
who,what: dinosaur/fossil study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a paleontologist.
who,what: language study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a linguist.
who,what: mind/behavior study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a psychologist.
who,what: number/math study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a mathematician.
who,what: wine study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an enologist.
who,what: coin/stamp study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a numismatist for coins and a philatelist for stamps.
who,what: map study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a cartographer.
who,what: volcano study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a volcanologist.
who,what: earthquake study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a seismologist.
who,what: heart study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a cardiologist.
who,what: skin study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a dermatologist.
who,what: eye study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an ophthalmologist.
who,what: child/kid study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a pediatrician.
who,what: tooth study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a dentist.
who,what: history/past study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a historian.
who,what: ancient/ruin study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's an archaeologist.
who,what: bread study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a baker.
who,what: meat study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a butcher.
who,what: shoe study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a cobbler.
who,what: clothes/clothing/suit study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a tailor.
who,what: horse/horseshoe study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a farrier.
who,what: candle study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a chandler.
who,what: glass study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a glazier.
who,what: barrel study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a cooper.
who,what: iron/metal study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a blacksmith.
who,what: pipe study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a plumber.
who,what: roof study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a roofer.
who,what: furniture/wood study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a carpenter.
who,what: flower study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a florist.
who,what: book study/studies/collect/treat/make/makes/repair/fix/sell/work/expert/doctor/scientist/predict/shoe/dig | called someone who person people word for does with do makes sells treats studies = That's a librarian or a bookseller.

what: difference affect effect | between and = Affect is mostly a verb, to influence; effect is mostly a noun, the result.
what: difference then than | between and = Than compares; then tells what comes next or at that time.
what: difference its it's | between and = Its means belonging to it; with an apostrophe it's short for it is.
what: difference there their | between and they're = There is a place, their means belonging to them, and they're is short for they are.
what: difference your you're | between and = Your means belonging to you, and you're is short for you are.
what: difference fewer/few less | between and = Fewer goes with what one can count, and less with what one can't.
what: difference lie lay | between and = One lies down oneself, and lays something else down.
is,what,when: who whom | use difference between it when = Who is the subject, as he is; whom is the object, as him is.
what: difference simile metaphor | between and = A simile says that one thing is like another, and a metaphor says that it is the other.
what: difference envy jealousy | between and = Envy wants what somebody else has, and jealousy fears to lose what one has.
what: difference ethic moral | between and = Morals are one's own sense of right and wrong, and ethics the thinking or rules about it.
what: difference empathy sympathy | between and = Empathy feels with someone, and sympathy feels sorry for them.
what: difference england/british english | between = England is a country, and British goes for all of Great Britain.
what: difference psychologist psychiatrist | between and = A psychiatrist is a medical doctor and may prescribe medicine, and a psychologist mostly treats by talking.
what: difference bacteria virus | between and = Bacteria are small living cells of their own; a virus needs a cell to multiply.
what: difference debit credit card | between = A debit card takes the money from your account at once, and a credit card lends it to you for a while.
what: difference cement concrete | between and = Cement is the powder that binds, and concrete is cement with sand, gravel and water.
what: difference ac/alternating dc/direct | between and current = Alternating current changes its direction many times a second, and direct current always flows one way.
how: thank_you/thanks spanish/=spanish | say in = Gracias. That's Spanish for thank you.
how: thank_you/thanks =french | say in = Merci. That's French for thank you.
how: thank_you/thanks =german | say in = Danke. That's German for thank you.
how: thank_you/thanks =italian | say in = Grazie. That's Italian for thank you.
how: =hello/=hi =spanish | say in = Hola. That's Spanish for hello.
how: =hello/=hi =french | say in = Bonjour, or salut among friends. That's French for hello.
how: =hello/=hi =german | say in = Hallo, or guten Tag. That's German for hello.
how: =hello/=hi =italian | say in = Ciao, or buongiorno. That's Italian for hello.
how: =goodbye/=bye =spanish | say in = Adios. That's Spanish for goodbye.
how: =goodbye/=bye =french | say in = Au revoir. That's French for goodbye.
how: =goodbye/=bye =german | say in = Auf Wiedersehen, or tschuess among friends.
how: =please =spanish | say in = Por favor. That's Spanish for please.
how: =please =french | say in = S'il vous plait. That's French for please.
how: =please =german | say in = Bitte. That's German for please.
`
