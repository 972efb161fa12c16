"""Titles, and the families that they tell."""

import pytest

from shared.domain.job_description import JobDescription
from shared.domain.session.role_family import RoleFamily, family_of

F = RoleFamily
TITLES = [
    ("Software Engineer", F.SOFTWARE),
    ("Senior Java Developer (m/f/d)", F.SOFTWARE),
    ("DevOps Engineer", F.SOFTWARE),
    ("Full-Stack Programmer", F.SOFTWARE),
    ("QA Tester", F.SOFTWARE),
    ("Mechanical Engineer", F.GENERAL),
    ("Data Scientist", F.DATA),
    ("Data Engineer", F.DATA),
    ("Machine Learning Engineer", F.DATA),
    ("BI Analyst", F.DATA),
    ("Product Manager", F.PRODUCT),
    ("Product Owner", F.PRODUCT),
    ("Business Analyst", F.PRODUCT),
    ("UX Researcher", F.DESIGN),
    ("Product Designer", F.DESIGN),
    ("UI/UX Designer", F.DESIGN),
    ("Sales Manager", F.SALES),
    ("Account Executive", F.SALES),
    ("Sales Engineer", F.SALES),
    ("Customer Success Manager", F.CUSTOMER_SUPPORT),
    ("IT Support Technician", F.CUSTOMER_SUPPORT),
    ("Call Centre Agent", F.CUSTOMER_SUPPORT),
    ("Office Manager", F.OPERATIONS),
    ("Warehouse Operative", F.OPERATIONS),
    ("HR Generalist", F.OPERATIONS),
    ("Executive Assistant", F.OPERATIONS),
    ("Registered Nurse", F.HEALTHCARE),
    ("Nursing Manager", F.HEALTHCARE),
    ("Physiotherapist", F.HEALTHCARE),
    ("Pharmacist", F.HEALTHCARE),
    ("Financial Analyst", F.FINANCE),
    ("Accountant", F.FINANCE),
    ("Tax Advisor", F.FINANCE),
    ("Marketing Manager", F.MARKETING),
    ("SEO Specialist", F.MARKETING),
    ("Content Writer", F.MARKETING),
    ("Primary School Teacher", F.TEACHING),
    ("University Lecturer", F.TEACHING),
    ("Engineering Manager", F.MANAGEMENT),
    ("Project Manager", F.MANAGEMENT),
    ("Head of Department", F.MANAGEMENT),
    ("Chef de Partie", F.HOSPITALITY),
    ("Hotel Receptionist", F.HOSPITALITY),
    ("Retail Store Manager", F.HOSPITALITY),
    ("Baker", F.HOSPITALITY),
    ("Astronaut", F.GENERAL),
    ("Beekeeper", F.GENERAL),
    ("Krankenpfleger", F.GENERAL),
]


@pytest.mark.parametrize(("title", "family"), TITLES)
def test_a_title_tells_the_family(title: str, family: RoleFamily) -> None:
    assert family_of(JobDescription(id="jd", title=title)) is family


@pytest.mark.parametrize(
    ("description", "industry", "family"),
    [
        ("You look after patients on our ward and give medication.", "", F.HEALTHCARE),
        ("You write code and deploy it.", "Software", F.SOFTWARE),
        ("You teach pupils in a small classroom.", "", F.TEACHING),
        ("Somebody mentions code once.", "", F.GENERAL),
        ("", "", F.GENERAL),
    ],
)
def test_where_the_title_says_nothing_the_description_does(description: str, industry: str, family: RoleFamily) -> None:
    job = JobDescription(id="jd", title="Rockstar", description=description, industry=industry)
    assert family_of(job) is family


def test_a_title_counts_before_a_description() -> None:
    job = JobDescription(id="jd", title="Nurse", description="software code api deploy " * 20)
    assert family_of(job) is F.HEALTHCARE
