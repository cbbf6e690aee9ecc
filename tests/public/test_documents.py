"""The pages that three of the seeded documents are about hold what these documents tell."""

import html
import re

import pytest

HELD = {
    "/countries/south-ossetia/": """
        Recognized by 5 UN member States and 3 other entities today; 4 have ended.
        Russia 26 August 2008 | Nicaragua 5 September 2008 | Venezuela 10 September 2009 | Nauru December 2009
        Syria 29 May 2018 | Tuvalu 19 September 2011 | Ended 31 March 2014 | Abkhazia | 19 September 2005 or before
        Sahrawi Arab Democratic Republic | 30 September 2010 | One source says “29 September 2010” | De facto
        Transnistria | 12 October 1994 or before | claimed by Moldova | Artsakh | 17 November 2006 | 1 January 2024
        Donetsk People's Republic | 13 May 2015 | 27 June 2014 | Ended 30 September 2022
        Luhansk People's Republic | 28 January 2015 | April 2015 | Iran | July 2019 | Dmitry Medoyev
        Kieren Keke | Sprent Dabwido | New Zealand | 22 July 2018 | Damascus | Anatoly Bibilov | Turkey
        Willy Telavi | Enele Sopoaga | Taukelina Finikaso | Mohamed Yeslem Beyssat | Tiraspol
        Community for Democracy | March 2009
    """,
    "/countries/russia/south-ossetia/": """
        Russia recognizes South Ossetia (26 August 2008). Diplomatic relations were established on 9 September 2008.
        Murat Dzhioyev | Elbrus Kargiyev | Appointed 25 September 2008 by Dmitry Medvedev
        Presented 16 December 2008 to Eduard Kokoity | Dmitry Medoyev | Appointed 13 January 2009
        Presented 16 January 2009 to Dmitry Medvedev | 17 September 2008 | 29 October 2008
        In force since 20 January 2009 | 30 April 2009 | 13 July 2009 | 21 July 2009 | Yury Chaika | Sergey Shoygu
        Rashid Nurgaliyev | Nikolay Makarov | 3,700 | 18 March 2015 | 2,800,000,000 | 8,500,000,000
        Tarzan Kokoity | Leonid Tibilov | 30 March 2022 | Unity Party | Sarkozy | Georgian offensive on Tskhinvali
        Akhalgori | Boris Gryzlov | Vitaly Churkin | Dmitry Rogozin | Sergey Ivanov
    """,
    "/countries/abkhazia/south-ossetia/": """
        19 September 2005 | Tskhinvali | 27 December 2005 | 15 February 2006 | Medal of Honour | 26 September 2007
        Robert Kokoity | Ended 25 July 2012 | Dismissed by Leonid Tibilov | 15 April 2008 | Nodar Pliev
        Presented 10 December 2010 to Eduard Kokoity | Oleg Botsiev | Appointed 15 April 2013
        Copy presented 19 August 2013 (uncertain) to Viacheslav Chirikba
        Presented 20 August 2013 (uncertain) to Alexander Ankvab
        Recalled by Alexander Ankvab | Alan Elbakiev | Letters received 7 February 2014 | 28 February 2014
        18 August 2015 | August 2015 | Sukhumi | Community for Democracy | Kodori | Mutual Defence
    """,
}


def words(content):
    """What a reader reads of a page, citation marks apart."""
    content = re.sub(r'<sup class="marks">.*?</sup>', "", content)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content)))


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("address", HELD)
def test_a_page_holds_what_its_document_tells(client, address):
    shown = words(client.get(address).content.decode())
    expected = [fact.strip() for line in HELD[address].split("\n") for fact in line.split(" | ") if fact.strip()]
    assert [fact for fact in expected if fact not in shown] == []


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("address", HELD)
def test_a_reader_on_the_way_loads_little(client, address):
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(response.content) < 50_000


DIFFER = {
    "/organizations/community-for-democracy-and-rights-of-nations/": "Community for Democracy and Human Rights",
    "/recognitions/sahrawi-arab-democratic-republic-recognizes-south-ossetia/": "29 September 2010",
    "/countries/south-ossetia/": "29 May 1992",
    "/events/declaration-of-independence-from-georgia-1991/": "29 May 1992",
    "/events/russo-georgian-war-2008/": "five days of fighting",
    "/recognitions/donetsk-peoples-republic-recognizes-south-ossetia/": "2014",
    "/recognitions/luhansk-peoples-republic-recognizes-south-ossetia/": "2014",
    "/officials/sergey-makarov/": "Nikolay Makarov",
}


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("address", DIFFER)
def test_where_documents_contradict_each_other_both_are_shown(client, address):
    shown = words(client.get(address).content.decode())
    assert DIFFER[address] in shown[shown.index("Where sources differ") :]
