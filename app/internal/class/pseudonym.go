package class

import "math/rand/v2"

// Pseudonym proposes a name that says nothing about whose it is: "Quiet Heron".
func Pseudonym() string { return pick(manners) + " " + pick(animals) }

func pick(from []string) string { return from[rand.N(len(from))] }

var (
	manners = []string{
		"Amber", "Brave", "Bright", "Calm", "Clever", "Copper", "Curious", "Distant", "Early", "Gentle", "Golden", "Green",
		"Happy", "Hidden", "Humble", "Ivory", "Jolly", "Keen", "Kind", "Lively", "Lucky", "Mellow", "Mild", "Misty",
		"Nimble", "Noble", "Patient", "Plain", "Polite", "Quick", "Quiet", "Rapid", "Rosy", "Rustic", "Silver", "Sleepy",
		"Solemn", "Steady", "Sunny", "Swift", "Tidy", "Violet", "Warm", "Wild", "Wise", "Witty", "Young", "Zesty",
	}
	animals = []string{
		"Badger", "Beaver", "Bison", "Crane", "Deer", "Dolphin", "Dove", "Eagle", "Falcon", "Ferret", "Finch", "Fox",
		"Gecko", "Goose", "Hare", "Hawk", "Hedgehog", "Heron", "Ibis", "Jackdaw", "Kestrel", "Kingfisher", "Lark", "Lynx",
		"Magpie", "Marten", "Mole", "Moose", "Newt", "Nightingale", "Otter", "Owl", "Panda", "Pelican", "Penguin", "Plover",
		"Puffin", "Raven", "Robin", "Salmon", "Seal", "Sparrow", "Squirrel", "Stork", "Swan", "Tortoise", "Trout", "Wren",
	}
)
