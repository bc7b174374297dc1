/** Animals: name; what they eat, fit to follow "eat"; where they live, fit to follow "live"; what kind they are. */
export const habits = `
lion; other animals, such as zebras and antelopes; on the plains of Africa, with a few in India; a mammal, one of the big cats
tiger; other animals, such as deer and wild pigs; in the forests of Asia; a mammal, the largest of the cats
leopard; other animals, such as antelopes; in Africa and Asia; a mammal, one of the big cats
cheetah; other animals, above all gazelles; mostly on the plains of Africa; a mammal, of the cat family
elephant; grass, leaves, bark and fruit; in Africa and southern Asia; a mammal
giraffe; leaves, above all of acacias; on the plains of Africa; a mammal
zebra; grass; in Africa; a mammal, of the horse family
hippo; mostly grass; in and by the rivers and lakes of Africa; a mammal
hippopotamus; mostly grass; in and by the rivers and lakes of Africa; a mammal
rhino; grass and leaves; in Africa and southern Asia; a mammal
rhinoceros; grass and leaves; in Africa and southern Asia; a mammal
gorilla; leaves, stems and fruit; in the forests of central Africa; a mammal, one of the great apes
chimpanzee; fruit, leaves, insects and now and then meat; in the forests of Africa; a mammal, one of the great apes
orangutan; mostly fruit; on Borneo and Sumatra; a mammal, one of the great apes
monkey; mostly fruit, leaves and insects; mostly in warm forests of Africa, Asia and America; a mammal
panda; almost nothing but bamboo; in the mountains of China; a mammal, a bear
polar bear; mostly seals; in the Arctic, around the North Pole; a mammal
brown bear; almost anything: berries, roots, fish and meat; in Europe, Asia and North America; a mammal
bear; mostly plants, insects, fish and meat, whatever they find; in Europe, Asia and America; a mammal
wolf; other animals, such as deer; in Europe, Asia and North America; a mammal, of the dog family
fox; mice, birds, insects and fruit; almost everywhere in the north of the world; a mammal, of the dog family
deer; grass, leaves and buds; in forests and meadows of most continents; a mammal
moose; leaves, twigs and water plants; in the northern forests of Europe, Asia and America; a mammal, the largest deer
reindeer; lichens, grass and leaves; in the far north; a mammal, a kind of deer
kangaroo; grass and leaves; in Australia; a mammal, a marsupial
koala; the leaves of eucalyptus trees; in Australia; a mammal, a marsupial
platypus; worms, insects and crayfish; in the rivers of eastern Australia; a mammal that lays eggs
sloth; leaves, buds and fruit; in the trees of Central and South America; a mammal
llama; grass and other plants; in the Andes of South America; a mammal, of the camel family
camel; grass, leaves and thorny plants; in the deserts of Africa and Asia; a mammal
hedgehog; insects, worms and snails; in Europe, Asia and Africa; a mammal
squirrel; nuts, seeds, buds and now and then eggs; in woods and parks of most continents; a mammal
rabbit; grass, herbs and leaves; in burrows, in meadows and fields; a mammal
hamster; seeds, grain and vegetables; in burrows from Europe to China, and in cages everywhere; a mammal
guinea pig; hay, grass and vegetables; in South America, and as pets everywhere; a mammal
mouse; grain, seeds and almost anything else; almost everywhere; a mammal
beaver; bark, twigs and water plants; by rivers and lakes of North America and Europe; a mammal
otter; mostly fish; in and by the water, almost everywhere; a mammal
badger; worms, insects, roots and fruit; in burrows in woods of Europe, Asia and America; a mammal
raccoon; almost anything; in North America, and by now in Europe; a mammal
skunk; insects, small animals, eggs and fruit; in America; a mammal
bat; mostly insects, and some fruit or nectar; in caves, trees and roofs almost everywhere; a mammal
cow; grass and hay; on farms almost everywhere; a mammal
horse; grass, hay and oats; on farms and in a few wild herds; a mammal
sheep; grass and herbs; on farms and in mountains; a mammal
goat; grass, leaves and twigs; on farms and in mountains; a mammal
pig; almost anything: roots, grain, fruit and scraps; on farms almost everywhere; a mammal
cat; mostly meat, such as mice and birds; with people almost everywhere; a mammal
dog; mostly meat, and much of what people eat; with people almost everywhere; a mammal
penguin; fish, krill and squid; in the southern half of the world, many in Antarctica; a bird that can't fly
ostrich; grass, seeds and leaves; in Africa; a bird that can't fly
eagle; other animals, such as fish, rabbits and birds; on every continent but Antarctica; a bird
owl; mostly mice and other small animals; almost everywhere; a bird
flamingo; algae and small shrimp; at shallow warm lakes and coasts; a bird
parrot; seeds, nuts and fruit; mostly in warm countries; a bird
hummingbird; nectar and small insects; in America; a bird
pigeon; seeds and grain; almost everywhere, many in towns; a bird
swan; mostly water plants; on lakes and rivers; a bird
duck; water plants, insects and snails; on lakes and rivers almost everywhere; a bird
chicken; grain, insects and worms; on farms almost everywhere; a bird
stork; frogs, insects, mice and fish; in Europe, Africa and Asia; a bird
woodpecker; insects under the bark; in woods of most continents; a bird
snake; other animals, such as mice, frogs and eggs; almost everywhere but in the coldest places; a reptile
crocodile; fish and other animals; in warm rivers and coasts of Africa, Asia, America and Australia; a reptile
alligator; fish and other animals; in the southeast of the United States and in China; a reptile
turtle; water plants, fish, jellyfish or snails, according to their kind; in seas, rivers and ponds; a reptile
tortoise; grass, leaves and fruit; on land, in warm countries; a reptile
lizard; mostly insects; almost everywhere that's warm; a reptile
chameleon; insects; mostly in Africa and Madagascar; a reptile, a lizard
frog; insects, worms and snails; in and by fresh water almost everywhere; an amphibian
toad; insects, worms and snails; on land near ponds; an amphibian
shark; mostly fish and other sea animals; in all oceans; a fish
salmon; insects and smaller fish; in northern seas and the rivers where they were born; a fish
tuna; smaller fish and squid; in warm and mild seas; a fish
goldfish; plants, insects and small crustaceans; in ponds and bowls; a fish
seahorse; tiny crustaceans; in shallow warm seas; a fish
whale; krill, fish or squid, according to their kind; in all oceans; a mammal
dolphin; fish and squid; in seas, and some in rivers; a mammal, a small whale
seal; mostly fish; at coasts and on ice; a mammal
walrus; mostly clams; in the Arctic; a mammal
octopus; crabs, clams and fish; in all oceans; a mollusk, like snails and squid
jellyfish; plankton and small fish; in all seas; no fish, but a soft simple animal without bones or a brain
crab; almost anything they find; in seas, and some in rivers and on land; a crustacean
snail; mostly plants; almost everywhere, on land and in water; a mollusk
spider; mostly insects; almost everywhere; an arachnid, no insect
scorpion; insects and spiders; in warm countries; an arachnid, like spiders
bee; nectar and pollen; almost everywhere that flowers grow; an insect
wasp; insects, nectar and sweet things; almost everywhere; an insect
ant; seeds, insects, honeydew and much else; almost everywhere; an insect
butterfly; mostly nectar; almost everywhere that flowers grow; an insect
caterpillar; mostly leaves; on plants; an insect, the young of a butterfly or a moth
mosquito; nectar, and the females blood, too; almost everywhere with standing water; an insect
ladybug; mostly aphids; almost everywhere; an insect, a beetle
worm; dead leaves and soil; in the ground; no insect, but a soft animal without legs
earthworm; dead leaves and soil; in the ground; no insect, but a soft animal without legs
`
