/** Facts of food and cooking. Format: ../../facts.ts. */
export const food = `
long,many,how: boil/cook egg | soft hard water minute should need take boiled perfect = In boiling water, about six minutes for a soft egg and ten for a hard one.
long,many,how: boil/cook/soft soft egg | boiled water minute should need take make = In boiling water, a soft egg takes about six minutes.
long,many,how: boil/cook/hard hard egg | boiled water minute should need take make = In boiling water, a hard egg takes about ten minutes.
how: poach egg | water = Slide the egg from a cup into gently simmering water with a dash of vinegar, and lift it out after about three minutes.
how: fry/fried egg | make = Heat a little butter or oil in a pan on medium, crack the egg in, and cook it until the white is set.
how: scramble/scrambled egg | make cook = Whisk the eggs with a little milk and salt, and stir them slowly in a buttered pan on low heat until just set.
how: omelette/omelet make/cook/recipe/prepare/bake/brew/ingredient | make cook = Whisk two or three eggs with salt, pour them into a hot buttered pan, draw in the edges, and fold it while still soft.
how,what: peel boiled/hard egg | easily best way = Cool the boiled eggs in cold water first, crack them all around, and peel them from the blunt end.
how: egg good/fresh/bad/old/rotten | still tell know if whether check test = Lay it in water: a fresh egg sinks and lies flat, and an old one stands up or floats.
long,many,how: cook/boil/take spaghetti/pasta/noodle/macaroni | minute should need = Dried pasta mostly takes eight to twelve minutes in plenty of salted boiling water. Taste it to be sure.
long,many,how: cook/boil/take rice | minute should need white make = White rice takes about fifteen to twenty minutes, covered on low heat, with about twice as much water.
much,how,what: water rice | cup per ratio need for = About two cups of water to one cup of white rice, a little less for basmati.
long,many,how: cook/boil/take brown rice | minute should need = Brown rice takes about forty to forty-five minutes.
long,many,how: cook/boil/take potato | minute should need = Whole potatoes take about twenty to twenty-five minutes in boiling water, cut ones about fifteen.
how: mash/mashed potato | make = Boil peeled potatoes until soft, drain and mash them, and stir in butter, warm milk and salt.
long,many,how: bake/baked/take potato | oven jacket minute make hot temperature = A large potato bakes for about an hour at 200 degrees Celsius, or 400 Fahrenheit.
long,many,how: boil/cook/steam/take broccoli | minute should need = Broccoli needs about four to five minutes in boiling water or steam.
long,many,how: boil/cook/steam/take carrot | minute should need = Cut carrots take about eight to ten minutes to boil.
long,many,how: boil/cook/take asparagus | minute should need = Green asparagus takes about five to eight minutes, white asparagus about fifteen.
long,many,how: cook/boil/take lentil | minute should need = Red lentils take about fifteen minutes, brown and green ones about twenty-five to thirty-five.
long,many,how: boil/cook/take corn/corn_cob | cob on the minute should need = Corn on the cob takes about five to eight minutes in boiling water.
long,many: brew/steep/tea make/ingredient/consist/contain/=in | leave in make should minute black green need draw infuse = Black tea takes three to five minutes, green tea about two to three, herbal tea five to ten.
how: tea make/cook/recipe/prepare/bake/brew/ingredient | make brew cup good perfect = Boil fresh water, pour it over the tea, and wait three to five minutes for black tea, less for green.
how: coffee make/cook/recipe/prepare/bake/brew/ingredient | make brew cup good = For filter coffee, take about two spoons of ground coffee a cup and pour over water just off the boil.
much: coffee cup/need/make/per | cup per need for make = About ten grams of ground coffee, or two level tablespoons, for a large cup.
how,what: pancake make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe need ingredient cook for in = Whisk a cup of flour, a cup of milk, an egg and a pinch of salt, and fry the batter thinly in butter on both sides.
how,what: crepe make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe need ingredient cook for in = Whisk a cup of flour, two eggs, two cups of milk and a little salt and butter, let it rest, and fry it very thin.
how,what: waffle make/cook/recipe/prepare/bake/brew/ingredient | make recipe need ingredient = Mix flour, eggs, milk, melted butter, sugar and baking powder to a thick batter, and bake it in a hot waffle iron.
how,what: french_toast make/cook/recipe/prepare/bake/brew/ingredient | make recipe need = Dip slices of bread in whisked egg with milk and a little sugar, and fry them in butter until golden.
how,what: vinaigrette/salad dressing | make recipe need simple = Whisk one part vinegar with three parts oil, salt, pepper and a little mustard.
how,what: tomato sauce | make recipe need pasta = Soften onion and garlic in olive oil, add canned tomatoes, salt and a little sugar, and simmer for twenty minutes.
how,what: pizza dough | make recipe need = Knead flour with water, yeast, salt and a little olive oil, let it rise for an hour or two, and roll it thin.
how,what: bread make/cook/recipe/prepare/bake/brew/ingredient | make bake recipe need = Knead flour, water, yeast and salt, let the dough rise until doubled, shape it, let it rise again, and bake it hot until it sounds hollow.
how,what: lemonade make/cook/recipe/prepare/bake/brew/ingredient | make recipe need = Stir the juice of four lemons and half a cup of sugar into a liter of cold water.
how,what: hot_chocolate/cocoa make/cook/recipe/prepare/bake/brew/ingredient | make recipe need = Warm milk, stir in cocoa and sugar or chopped chocolate, and don't let it boil.
how,what: popcorn make/cook/recipe/prepare/bake/brew/ingredient | make recipe need = Heat a little oil and a layer of popping corn in a lidded pot, shake it, and stop when the popping slows.
how,what: soup make/cook/recipe/prepare/bake/brew/ingredient | make recipe vegetable simple = Soften onions and vegetables in butter, cover with stock, simmer for twenty minutes, season, and blend it if you like.
how,what: guacamole make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need = Mashed avocado with lime juice, onion, coriander, chili and salt, often with tomato.
what,how: hummus make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need = Chickpeas blended with sesame paste, lemon juice, garlic, oil and salt.
what,how: pesto make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need = Basil, pine nuts, Parmesan, garlic and olive oil, ground together.
what,how: mayonnaise/mayo make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need = Egg yolk, oil, and a little lemon juice or vinegar, whisked until thick.
what,how: carbonara make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need sauce = Eggs, hard cheese such as pecorino, cured pork and black pepper, with the pasta, and no cream in Rome.
what,how: bolognese make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need sauce = Minced meat simmered long with onion, carrot, celery, wine and tomato.
what,how: tiramisu make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need = Ladyfingers dipped in coffee, with layers of mascarpone, eggs and sugar, and cocoa on top.
what,how: ratatouille make/cook/recipe/prepare/bake/brew/ingredient/=in | make recipe in made ingredient need = Eggplant, zucchini, peppers, tomatoes and onions, stewed with herbs in olive oil.
what,how: sushi make/ingredient/consist/contain/=in | make in made ingredient of = Sushi is rice seasoned with vinegar, mostly with raw fish, other seafood or vegetables.
what: sushi sashimi | difference between = Sushi always has vinegared rice, and sashimi is sliced raw fish alone.
what: paella make/ingredient/consist/contain/=in | in made ingredient of = Paella is Spanish rice with saffron, cooked in a wide pan with meat, seafood or vegetables.
what: gazpacho make/ingredient/consist/contain/=in | in made ingredient of = Gazpacho is a cold Spanish soup of tomatoes, peppers, cucumber, garlic, oil and vinegar.
what: risotto make/ingredient/consist/contain/=in | in made ingredient of = Risotto is Italian rice cooked slowly in stock until creamy.
what: tofu make/ingredient/consist/contain | made of from = Tofu is made of soy milk, which is curdled and pressed.
what: bread make/ingredient/consist/contain | made of from out = Flour, water, salt, and mostly yeast or sourdough.
what: wine make/ingredient/consist/contain | made of from out = Wine is made of grapes.
what: beer make/ingredient/consist/contain | made of from out = Malted grain, mostly barley, with hops, yeast and water.
what: cider make/ingredient/consist/contain | made of from out = Cider is made of apples.
what: vodka make/ingredient/consist/contain | made of from out = Vodka is mostly made of grain or potatoes.
what: rum make/ingredient/consist/contain | made of from out = Rum is made of sugar cane.
what: whiskey/whisky make/ingredient/consist/contain | made of from out = Whiskey is made of grain, such as barley, corn or rye.
what: tequila make/ingredient/consist/contain | made of from out = Tequila is made of the blue agave, a plant of Mexico.
what: gin make/ingredient/consist/contain | made of from out flavor = Gin is a grain spirit flavored with juniper berries.
what: sake make/ingredient/consist/contain | made of from out = Sake is made of rice.
what: champagne make/ingredient/consist/contain | made of from out = Champagne is made of grapes from the Champagne in France, fermented a second time in the bottle.
what: cheese/butter/yogurt/yoghurt make/ingredient/consist/contain | made of from out = It's made of milk.
how: cheese make/cook/recipe/prepare/bake/brew/ingredient | made make = Milk is curdled with rennet or acid, the whey is drained off, and the curd is salted, pressed and left to ripen.
how: butter make/cook/recipe/prepare/bake/brew/ingredient | made make = Cream is churned until the fat sticks together as butter.
how: wine make/cook/recipe/prepare/bake/brew/ingredient | made make = Grapes are crushed, and yeast turns their sugar into alcohol; then the wine matures.
how: beer make/cook/recipe/prepare/bake/brew/ingredient | made make brew = Malted grain is mashed in hot water, boiled with hops, and fermented with yeast.
how,what: chocolate make/ingredient/consist/contain | made make from of out = Chocolate is made of cocoa beans, fermented, roasted and ground, with sugar and often milk.
what: pasta/spaghetti/noodle make/ingredient/consist/contain | made of from out = Italian pasta is mostly durum wheat and water, sometimes with egg.
what: flour make/ingredient/consist/contain | made of from out = Flour is ground grain, mostly wheat.
what: sugar make/ingredient/consist/contain | made of from out come where = Sugar comes from sugar cane or sugar beet.
what: ketchup make/ingredient/consist/contain/=in | made of from out in = Tomatoes, vinegar, sugar, salt and spices.
what: mustard make/ingredient/consist/contain/=in | made of from out in = Mustard seeds, vinegar or wine, water and salt.
what: caviar make/ingredient/consist/contain | made of from out = Caviar is the salted eggs of the sturgeon.
what: tapioca make/ingredient/consist/contain | made of from out = Tapioca is starch from the cassava root.
what: popcorn make/ingredient/consist/contain | made of from out = Popcorn is made of dried corn kernels.
what: raisin make/ingredient/consist/contain | made of from out = Raisins are dried grapes.
what: prune make/ingredient/consist/contain | made of from out = Prunes are dried plums.
what: pickle make/ingredient/consist/contain | made of from out = Pickles are mostly cucumbers kept in vinegar or brine.
what: french_fry/chip/crisp make/ingredient/consist/contain | made of from out french = They're made of potatoes.
what: marzipan make/ingredient/consist/contain | made of from out = Marzipan is ground almonds and sugar.
what: nougat make/ingredient/consist/contain | made of from out = Nougat is made of sugar or honey, nuts and often egg white.
what: haggis make/ingredient/consist/contain/=in | made of from out in = Haggis is a sheep's heart, liver and lungs, minced with onion, oatmeal and spices, cooked in a casing.
where,what: pizza come/=from/origin/originate/invent/animal | come from invented country origin city = Pizza as we know it comes from Naples in Italy.
where,what: croissant come/=from/origin/originate/invent/animal | come from country origin = The croissant goes back to the Austrian kipferl and became what it is in France.
where,what: coffee come/=from/origin/originate/invent/animal | come from country origin first originally = Coffee comes from Ethiopia and spread through Yemen.
where,what: tea come/=from/origin/originate/invent/animal | come from country origin first originally = Tea comes from China.
where,what: chocolate/cocoa come/=from/origin/originate/invent/animal | come from country origin first originally = Cocoa was first used by peoples of Central and South America, such as the Maya.
where,what: potato come/=from/origin/originate/invent/animal | come from country origin first originally = Potatoes come from the Andes in South America.
where,what: tomato come/=from/origin/originate/invent/animal | come from country origin first originally = Tomatoes come from western South America and Mexico.
where,what: sushi come/=from/origin/originate/invent/animal | come from country origin = Sushi comes from Japan.
where,what: paella come/=from/origin/originate/invent/animal | come from country origin = Paella comes from Valencia in Spain.
where,what: french_fry come/=from/origin/originate/invent/animal | come from country origin = Both Belgium and France claim french fries.
where,what: curry come/=from/origin/originate/invent/animal | come from country origin = Curries come from the Indian subcontinent.
where,what: banana come/=from/origin/originate/invent/animal | come from country origin first = Bananas come from Southeast Asia and New Guinea.
where,what: vanilla come/=from/origin/originate/invent/animal | come from country origin = Vanilla comes from Mexico; it's the pod of an orchid.
where,what: cinnamon come/=from/origin/originate/invent/animal | come from country origin made = Cinnamon is the bark of a tree, first from Sri Lanka and nearby.
where,what: saffron come/=from/origin/originate/invent/animal | come from made = Saffron is the dried stigmas of a crocus.
where,what: pepper come/=from/origin/originate/invent/animal | come from spice = Pepper comes from southern India; it's the fruit of a climbing plant.
what: expensive spice | most world = Saffron is known as the most expensive spice by weight.
what: hottest/spiciest pepper/chili | world = Pepper X holds the record as far as I know, before the Carolina Reaper.
why: chili/pepper/spicy hot/burn | food mouth taste = Chilies hold capsaicin, which stirs the nerves that feel heat.
why,how,what: bread/dough rise | make yeast does = Yeast eats sugar in the dough and gives off carbon dioxide, and its bubbles make the bread rise.
why,how,what: popcorn pop | make does = The water inside the kernel turns to steam, and the pressure bursts the hull.
why: apple brown | turn go cut = A cut apple turns brown as enzymes in it react with the oxygen of the air. Lemon juice slows that.
why: banana brown/yellow | turn go = As bananas ripen, green chlorophyll breaks down and they turn yellow, later brown from enzymes.
is: honey spoil/bad/expire/go_off | ever go = Honey hardly ever spoils if it's kept closed and dry.
is,what: banana berry/fruit/herb | really = To a botanist a banana is a berry, and its plant is a giant herb.
is,what: strawberry berry/fruit | really = To a botanist a strawberry is no berry: its real fruits are the little seeds on the outside.
is,what: peanut nut/legume/bean | really = A peanut is no nut but a legume, like peas and beans.
is,what: avocado/cucumber/pumpkin/pepper/eggplant/olive fruit/vegetable | really = It's a fruit to a botanist, though the kitchen treats most of these as vegetables.
is,what: rhubarb fruit/vegetable | really = Rhubarb is a vegetable, though it's eaten like fruit.
is: egg/dairy dairy/milk/vegetarian | product = Eggs aren't a dairy product; dairy is what's made of milk.
what: vegan vegetarian | difference between = Vegetarians eat no meat or fish; vegans eat nothing at all that comes from animals.
what,how: al_dente | mean = Al dente is Italian for to the tooth: pasta cooked so that it still has some bite.
what: gluten make/ingredient/consist/contain/=in | in food = Gluten is the protein in wheat, rye and barley that makes dough stretchy.
what: msg | stand for food = MSG is monosodium glutamate, a salt that gives a savory taste.
what: five taste | basic many = Sweet, sour, salty, bitter and savory, which is called umami.
many,what: taste | basic five there human = Five basic tastes are mostly named: sweet, sour, salty, bitter and savory.
hot,what: oven medium/moderate | temperature heat = A medium oven is about 180 degrees Celsius, or 350 Fahrenheit.
long: milk/egg/chicken/meat fridge/refrigerator | keep last stay good in = Raw chicken keeps a day or two in the fridge, opened milk a few days, and eggs three to five weeks.
what: substitute/instead/replace buttermilk | for use of can = A cup of milk with a tablespoon of lemon juice or vinegar, left for five minutes.
what,is: substitute/instead/replace egg | for use of can baking cake = In cakes, a mashed banana or a quarter cup of applesauce can stand in for an egg.
what,is: substitute/instead/replace baking_powder | for use of can = A quarter teaspoon of baking soda with half a teaspoon of cream of tartar replaces a teaspoon of baking powder.
what: difference baking_powder baking_soda/soda | between = Baking soda needs something sour to rise; baking powder brings its own acid with it.
what: difference jam jelly/marmalade | between = Jam holds the fruit, jelly only its juice, and marmalade is made of citrus with its peel.
what: difference latte cappuccino | between = A cappuccino has less milk and more foam; a latte has more milk and little foam.
what: difference espresso coffee | between = Espresso is pressed through fine coffee with high pressure, so it's short and strong.
what: latte/cappuccino make/ingredient/consist/contain/=in | in made of = Espresso with hot milk: a cappuccino has more foam, and a latte more milk.
what: espresso make/ingredient/consist/contain | made of = Espresso is strong coffee, made by pressing hot water through finely ground beans.
what: beef/meat come/=from/origin/originate/invent/animal | come from animal = Beef comes from cattle.
what: pork/ham/bacon come/=from/origin/originate/invent/animal | come from animal made = Pork, ham and bacon come from pigs.
what: veal come/=from/origin/originate/invent/animal | come from animal made = Veal is the meat of calves.
what: mutton/lamb come/=from/origin/originate/invent/animal | come from animal made = Lamb is the meat of young sheep, mutton of grown ones.
what: venison come/=from/origin/originate/invent/animal | come from animal made = Venison is the meat of deer.
much,many: calorie banana/apple/egg | in have = About a hundred in a banana, ninety in an apple, and seventy-five in an egg.
what: color banana | ripe = Yellow, when it's ripe.
what: color tomato/strawberry/cherry/raspberry | ripe = Red, when it's ripe.
what: cow drink | = Cows drink water. Milk is what they give.
what: vegan eat | can = Vegans eat plants, grains, nuts and fruit, and nothing that comes from animals.
what: vegetarian eat | can = Vegetarians eat no meat or fish, but mostly eggs and milk.
what: mojito make/ingredient/=in | made of = A mojito is white rum, lime, mint, sugar and soda water.
what: margarita make/ingredient/=in | made of cocktail = A margarita is tequila, orange liqueur and lime.
what: martini make/ingredient/=in | made of = A martini is gin, or vodka, with dry vermouth.
what: pina_colada make/ingredient/=in | made of = A pina colada is rum, coconut cream and pineapple juice.
what: caesar_salad make/ingredient/=in | made of = Romaine lettuce, croutons, Parmesan, and a dressing with egg, oil, lemon and anchovy.
what: greek_salad make/ingredient/=in | made of = Tomatoes, cucumber, onion, olives and feta.
what: pancake/batter make/ingredient/=in | made of = Flour, milk, eggs and a pinch of salt.
hot,what: chicken/meat cooked/safe/inside | temperature be have to should degree = Chicken should reach about 74 degrees Celsius inside, or 165 Fahrenheit.
hot,what: oven pizza | bake temperature = As hot as the oven goes, mostly 250 degrees Celsius, or 480 Fahrenheit.
`
