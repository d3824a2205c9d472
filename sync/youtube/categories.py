"""YouTube's categories of videos: the API tells them by number, the reports and people by name."""

# The first fifteen can be given to a video; the others it may have of old.
NAMES = {
    "1": "Film & Animation",
    "2": "Autos & Vehicles",
    "10": "Music",
    "15": "Pets & Animals",
    "17": "Sports",
    "19": "Travel & Events",
    "20": "Gaming",
    "22": "People & Blogs",
    "23": "Comedy",
    "24": "Entertainment",
    "25": "News & Politics",
    "26": "Howto & Style",
    "27": "Education",
    "28": "Science & Technology",
    "29": "Nonprofits & Activism",
    "18": "Short Movies",
    "21": "Videoblogging",
    "30": "Movies",
    "43": "Shows",
    "44": "Trailers",
}
NUMBERS = {name: number for number, name in NAMES.items()}
