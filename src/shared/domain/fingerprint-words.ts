/** 2,048 short English words that sound apart when they are read out over a telephone. Their order and number are for good. */
export const fingerprintWords: readonly string[] = `
ability absorb accent acorn acrobat action active actor address adjust admire adobe adult advance adverb aerial
affair affirm afford afloat afraid again agenda agent agile agree ahead airbag airfield airplane airport alarm album
alert alien align alike almanac almond almost alone along aloud alpha alpine already also alter always amazing amber
amount ample amuse anchor ancient angel animal ankle answer anthem antler anyone anyway apart apollo appear apply
april apron aqua arcade archer arctic area arena argue arise army around arrange arrive arrow art artist ashore
aside asleep aspect aspen assist assume aster athlete atlas atom attach attend attic attract auction audio august
author auto autumn avenue average aviator avocado avoid awake awesome awning axle azure baby bachelor backpack
backyard bacon badge badger bagel baker balance balcony ballad ballet balloon bamboo banana bandage banjo banner
banquet barber bargain barge baritone barley barn baron barrel baseball basement basic basil basket bathrobe bathtub
battery bayou bazaar beach beacon beagle beard beauty beaver become bedroom bedtime beehive beetle before begin
behave behind belief bell belong below belt beneath berth beside best beta better between beware beyond bicycle
billion bingo biology birch birthday biscuit bishop bison bitter black blanket blaze blender blink block bloom
blossom blouse blue bluebird blunt blush body boiler bolt bone bonfire bonnet bonus bookshop boost border borrow
boss botany both bottle bottom bought boulder bounce bowling boxcar boxer bracelet brain branch brass brave bravo
bread breeze brick bridge brief bright bring broad broccoli bronze broth brown bubble bucket buckle buddy budget
buffalo bug bugle build builder bulb bulldog bumper bundle bunker bunny buoyant bureau burger burlap burrow bush
bushel business busy butler butter button buyer buzzer bypass cabbage cabin cabinet cable cactus cafe cage calcium
calendar calf call camel camera camp camping campus canal canary cancel candid candle candy canine canoe canteen
canvas canyon capable capsule captain caramel caravan cardigan career careful cargo caribou carnival carol carpet
carrot carry carton cartoon carve cascade cashew castle casual cat catch catfish cattle caution cave cavern cedar
celery cello census century ceramic chain chalk champion chance channel chapel chapter charcoal chariot charm chart
chase cheek cheerful cheese chef chemist cherry chess chestnut chicken chief child chilly chimney chin china chip
chisel choice chop chorus chrome chuckle cinder cinema cinnamon circle circuit circus citizen citrus city civic
claim clam clarinet class classic clear clerk click client cliff climate climb cling clinic clip cloak clock close
closet cloth cloud clover clown club cluster coach coast coastal coat cobalt cobbler cobweb cockpit cocoa coconut
code coffee coin cold collar college column combine come comedy comet comfort comic command common compact company
compare compass concert condor cone confirm connect consider cool copper copy coral cork corner correct corridor
cosmic cosmos cost costume cottage cotton cough council country county couple coupon courage cousin cowboy coyote
crack cradle craft crane crater crayon crazy cream create creature credit crest crew crib cricket crimson crisp
critic crocus crossing crow crowd crumb crunch crystal cub cube cucumber cuddle culture cup cupboard curfew curious
curl curtain curve cushion custard custom cycle cyclone cymbal cypress daffodil daily dairy daisy damp dance dancer
daring dark dash data daughter dawn day daylight dazzle deal debate decade december decide decimal deck decorate
decrease deep defend define degree delay delight deliver delta demand den denim dentist depart depend depth deputy
derby derive describe design desire desk detail detect develop device dialect diamond diary dice diesel diet differ
dig digit digital dignity dimple dine dinghy dinner dinosaur diploma disco discover discuss dish dispatch display
distance distant district ditch diver divide dizzy dock doctor dog doll dollar dolphin domain donate donkey door dot
double dough dove down dozen draft drag dragon drain drama draw drawer dream dress drill drink drive drizzle drop
drum drummer dry duchess duke dune during dust duty dwarf dwell dynamic dynamo eager eagle early earring earth easel
east easy echo eclipse economy edge editor educate eel effort eggshell eight either elastic elbow elder elect
elegant element elephant elevate eleven elite elm else ember emblem embrace emerald emerge emotion empire employ
empty enable enamel encore end endless endure energy engage engine enhance enjoy enough enrich enroll enter entire
entry envelope episode equal equator erase errand erupt escape essay essence estate eternal evening event evolve
exact exam example excite exclude excuse execute exercise exhibit exist exit exotic expand expect expert explain
explore export express extend extra eyebrow eyelid fabric fact factory faint faith falcon fame family famous fancy
far farm farmer fashion father feast feather feature february feed fellow fence fern ferret festival fever few
fiction fiddle field fiesta fifty fig figure fill film filter final finch find fine finger finish fire firefly
fireside first fish fisher fit flag flame flamingo flannel flash flat flax fleet flexible flip float flock flood
floor florist flute fly foam focus fog foil folder folk follow food football force forecast forest forever forget
forgive fork formal fortune forty forum forward fossil foster found fountain fox fraction fragile frame freckle
freedom freezer freight frequent fresh friday fridge friend frog frost frozen fruit fuel full fun funnel funny
furnace furry future fuzzy gadget gain gala galaxy gallery gallon gallop game gap garage garden garlic garment
garnet gasp gather gauge gaze gazelle gear gecko gem general generous genius genre gentle gesture geyser gift giggle
ginger giraffe girl give glacier glad glance glare gleam glider glimpse glitter globe glory glove glow glue goat
goblet goggles golden golf gondola good goose gorilla gospel gossip gourmet gown grab grace grain grammar grand
granite graph grass grateful gravel gravity gravy green griffin grill grin grip grizzly grocer groove ground group
grove grow growth grunt guard guess guide guitar gulf gull guru gust gutter gym gypsum habit haddock half halo halt
hamlet hammock hamster hand handle handsome handy hangar happy harmony harness harp harvest hatch haven hawk hay
hazard hazel head headline health heather heaven heavy hedge hedgehog height hello helmet help helper herald hero
herring hexagon hickory hidden high highway hiker hill hinge hint hip hippo hire history hit hobby hockey hold
holiday hollow holly home honest honey hope horizon hornet horse hospital host hotel hover howl hug huge human
humble hummer hundred hunter hurdle hurry husky hut hybrid iceberg icicle icing icon idea ideal igloo image impact
inch income index indigo indoor infant inland inner input insect inside instant invite iris ivory ivy jacket jade
jaguar january jar jasmine javelin jazz jersey jet jewel jigsaw jingle jockey jogger join joke jolly journal journey
joy judge juice jumbo jumper june jungle junior juniper jury justice jute kangaroo kayak keeper kernel kettle
keyboard kidney kilo kimono king kiosk kitchen kite kitten kiwi knapsack koala lace ladder ladle lady lagoon lake
lamp lantern lapel laptop larch large lark lasso latch lather laugh laundry lava lavender lawn lawyer layer leader
leaf leather lecture ledge legend lemon lender lens lentil leopard lesson letter lettuce level library license lift
light lilac lily lime limit linen lion liquid list litter little lizard llama lobby lobster local locker locust
lodge logic lollipop long lotus loud lounge lovely lucky lullaby lumber lunar lunch lupin luxury lyric machine
magazine magic magnet magpie mahogany major maker mallet mammoth mango mansion maple marathon marble march margin
marigold marina market marmot maroon marsh mascot mask master match matrix mattress maximum mayor meadow measure
medium melody melon member memory mentor menu merchant mercy merit mermaid merry meteor method metro middle midnight
milk mill mimosa minimum minister mint minute miracle mirror mission mitten mixer mobile model modern modest module
mole moment monday money monkey monsoon monster month monument mood moon mop mosaic moss motel mother motion motor
mountain mouse mouth movie muffin mulberry multiple mural museum mushroom music mustard myself mystery myth napkin
narrow nation native nature navy nearby nebula neck nectar needle nephew nest nettle network neutral never newborn
nickel night nimble nine ninja noble nomad noodle noon north notebook nothing notice novel november nugget number
nurse nutmeg nylon oak oasis oatmeal object oboe ocean october octopus odyssey offer office olive omega omelet onion
opal opera opinion option oracle orange orbit orchard orchid order oregano origin osprey ostrich otter outdoor
outline outside oval oven owl owner oxygen oyster ozone pacific package paddle padlock pagoda painter palace palm
pamphlet pancake panda panel panther papaya paper parade parcel parent park parrot parsley partner party passage
passport pasta pastry patch patient patrol pattern pavement peacock peanut pebble pecan pelican pencil penguin
pepper perfect perfume permit person petal phantom pheasant phone photo phrase piano pickle picnic picture pigeon
pilgrim pillow pilot pine pink pioneer pirate pitcher pixel pizza planet plank plant plaster plastic plateau
platform player plaza plenty plug plumber plural pocket podium poem poet polar polish polite pollen polo pond poodle
popcorn poplar poppy porch portal portrait position postcard potato pottery pouch powder power prairie precious
present press pretty pretzel price primary print prism private problem process produce profile program project
promise proof proper proud prune public pudding puffin pulley pulse puma pumpkin punch puppet puppy purple purse
puzzle pyramid python quail quality quantum quarry quarter quartz queen quest quick quill quilt quince quiver quiz
quota rabbit raccoon racket radar radio radish raffle raft railway rainbow raisin rally ramp ranch random ranger
rapid rattle raven ravine razor ready reason rebel recipe record red reef reflect refuge region relax relay remedy
remote rental repair reply report rescue resort rest result retro return reward rhythm ribbon rice riddle ridge
ripple river roast robin robot rocket rodeo roller romance roof rooster rope rosemary rotate round routine royal
rubber ruby rudder rugby ruler rumble runner runway rural rush rustic sable saddle safari saffron sage salad salmon
salon salsa salute sample sand sandal sandwich sapphire sardine satin saturn sauce saucer sauna savanna savvy scarf
scenic school science scooter scorpion scout screen script scrub sculptor seal seaside season seaweed second secret
section select senior sequel sequoia serenade sergeant series sesame session seven shadow shampoo shape sharp shawl
sheep shell shelter sheriff shield shine ship shirt shoelace shop shore short shoulder shovel shrimp shutter sibling
sidewalk signal silence silk silver simple singer siren sister sixty sketch skier skill sky skylark slate sled slide
slipper slope small smart smile smoke smooth snack snail snake snow soap soccer social socket soda sofa soft soil
solar soldier solid solo sonnet soprano sorbet sound soup south spaniel spark sparrow spatula speaker special speech
speed spice spider spinach spiral spirit splash sponge spoon sport spot spray spring sprout spruce square squash
squid squirrel stable stadium stage stallion stamp stanza staple starfish start statue steam steep stencil stereo
sticker still stingray stitch stocking stone stool storage storm story stove strap straw stream street stretch
string stripe strong studio study stump sturdy subject subway sudden sugar suit summer summit sunday sunny sunset
super supper surgeon surprise swallow swamp swan swarm sweater swift swim swing switch syllable symbol symphony
syrup system table tablet taco talent tango tangy tank tapestry target tarot tassel taxi teacher teacup teapot
temple tempo tender tennis terrace test texture thank thermal thick thimble thistle thorn thousand thread thrift
throat thumb thunder thursday thyme ticket tiger tile timber timid tinsel tiny tiptoe tissue titan toast tobacco
toffee together token tomato tomorrow tonic tooth topaz torch tornado tortoise total toucan tourist tower town
tractor trade traffic trail transit trapeze travel tray treasure tree trellis tribe trick tricycle trio triple
trolley trombone trophy tropic trouble trousers trout trowel trumpet trunk trust truth tuba tuesday tugboat tulip
tundra tunnel turban turbine turkey turnip turtle tutor tuxedo twelve twenty twilight twin twist typhoon typist
ukulele umbrella umpire uncle under unicorn uniform union unique unit universe until update upper upright upset
upstairs uptown urban urchin useful usual utensil vacation vaccine valid valley valve vanilla variety vast vault
vector velvet vendor venture venus verb verse vessel veteran victory video view village vinegar vineyard vintage
vinyl violet violin virtue visa vision visit vista vital vitamin vivid vocal voice volcano volume voter vowel voyage
vulture waffle wagon walker wallet walnut walrus warm warrior washer wasp water wave wealth weasel weaver wedding
weekend welcome west wheat wheel whisper whistle wicker widget width wild willow win windmill window winner wisdom
wise wizard wolf wombat wonder wooden wool word workshop world worthy wreath wren wrist writer yacht yard yarn year
yeast yellow yodel yoga yogurt young youth zebra zenith zero zigzag zinc zipper zodiac zone zoology
`
  .trim()
  .split(/\s+/)
