"""Smoke."""
import json
from warraq.stories.models import Placement

def test_smoke(network, make_story, reader):
    a = make_story("خبر أول", also=[(network.misr, "sport")], topics=("موضوع",), authors=("كاتب",))
    for p in ["/editions","/sections","/stories","/sections/politics/stories",f"/topics/{a.topics[0].slug}/stories",f"/authors/{a.authors[0].slug}/stories",f"/stories/{a.pk}","/fronts/home","/fronts/sections/politics","/blocks","/search?q=خبر","/openapi.json","/nix",f"/live/{a.pk}","/stories/x","/stories/99","/search"]:
        for e in (network.maghrib, network.hub):
            r = reader.on(e, "/api/v1"+p)
            print(e.slug, p, r.status_code, r.content.decode()[:700])
