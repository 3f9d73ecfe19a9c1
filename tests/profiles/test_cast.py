"""The cast stands as other tests expect it."""

from directory.listings.models import MemberListing, PublicListing
from directory.profiles.models import Profile
from tests.cast import Cast


def test_each_stands_where_they_should(people: Cast) -> None:
    assert sorted(PublicListing.objects.values_list("handle", flat=True)) == ["ana"]
    assert sorted(MemberListing.objects.values_list("handle", flat=True)) == [
        "ana",
        "ben",
        "dee",
        "max",
        "mo",
    ]
    assert dict(Profile.objects.values_list("handle", "status")) == {
        "ana": "listed",
        "ben": "listed",
        "cy": "draft",
        "dee": "listed",
        "max": "listed",
        "mo": "listed",
    }
