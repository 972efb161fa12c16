"""Which kind of work a job is, told from its words by rules. A title says most; the rest only where it says nothing."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from shared.domain.job_description import JobDescription


class RoleFamily(StrEnum):
    """Kinds of work that have questions of their own."""

    SOFTWARE = "software"
    DATA = "data"
    PRODUCT = "product"
    DESIGN = "design"
    SALES = "sales"
    CUSTOMER_SUPPORT = "customer_support"
    OPERATIONS = "operations"
    HEALTHCARE = "healthcare"
    FINANCE = "finance"
    MARKETING = "marketing"
    TEACHING = "teaching"
    MANAGEMENT = "management"
    HOSPITALITY = "hospitality"
    GENERAL = "general"


F = RoleFamily
# Beginnings of words, or whole words where `$` ends them. The first family that fits a title is taken: what is
# narrow stands before what is wide.
TITLES: Final[tuple[tuple[RoleFamily, str], ...]] = (
    (F.SALES, "sales|account executive|account manager|business development|estate agent|realtor|telesales"),
    (F.CUSTOMER_SUPPORT, "customer s|customer care|customer exp|support spec|support agent|support rep|help ?desk"),
    (F.CUSTOMER_SUPPORT, "call cent|contact cent|support engineer|technical support|it support"),
    (F.TEACHING, "teach|lectur|tutor|professor|instructional|school|educator|kindergarten|trainer"),
    (F.HEALTHCARE, "nurs|doctor|physician|midwi|carer|caregiver|care assist|clinic|medical|health|therap|pharmac"),
    (F.HEALTHCARE, "paramedic|physio|surg|dent|radiograph|phlebotom|hospital|ward "),
    (F.MARKETING, "marketing|seo$|brand|content|copywrit|social media|communications|public relations|growth"),
    (F.DATA, "data|machine learning|ml$|ai$|statistic|analytics|business intelligence|bi$|deep learning|nlp$"),
    (F.PRODUCT, "product manag|product own|product lead|head of product|business analyst|product analyst|scrum"),
    (F.DESIGN, "design|ux|ui$|illustrat|art director|user research|creative"),
    (F.MANAGEMENT, "engineering manag|software manag|cto$|chief|ceo$|coo$|director|head of|vice president|vp$"),
    (F.SOFTWARE, "software|develop|programm|devops|sre$|site reliab|front ?end|back ?end|full ?stack|coder|qa$"),
    (F.SOFTWARE, "test engineer|web |mobile engineer|platform engineer|cloud|security engineer|systems engineer"),
    (F.SOFTWARE, "network|sysadmin|system administrator|android|ios$|java|python|embedded|solutions? architect"),
    (F.FINANCE, "financ|account|audit|bookkeep|tax|treasur|controller|actuar|bank|payroll|credit|investment|insur"),
    (F.HOSPITALITY, "hotel|restaurant|waiter|waitress|chef|cook|barista|bartend|retail|store|shop|cashier|front of"),
    (F.HOSPITALITY, "housekeep|hospitality|catering|baker|kitchen|merchandis|receptionist|concierge|server$"),
    (F.OPERATIONS, "operations|administrat|office|secretar|assistant|logistic|warehouse|supply|procure|driver|clerk"),
    (F.OPERATIONS, "coordinator|human resources|hr$|recruit|facilit|production|quality|maintenance|scheduler|planner"),
    (F.MANAGEMENT, "manag|lead$|supervis|project|program|superintendent|team lead"),
)
# What is counted in a description and an industry, where the title says nothing.
WORDS: Final[dict[RoleFamily, str]] = {
    F.SOFTWARE: "software|code|coding|api|git$|deploy|programming|backend|frontend|microservice|kubernetes",
    F.DATA: "data|dataset|sql|model|dashboard|machine learning|statistic|analytics|pipeline",
    F.PRODUCT: "roadmap|product|backlog|user stor|stakeholder|discovery|requirements",
    F.DESIGN: "design|prototype|wireframe|figma|usability|typograph|visual",
    F.SALES: "sales|selling|quota|pipeline|prospect|leads|crm$|revenue|negotiat",
    F.CUSTOMER_SUPPORT: "customer|ticket|complaint|support|helpdesk|enquir|inquir",
    F.OPERATIONS: "logistic|inventor|schedul|supplier|warehouse|administrat|filing|procure|shipment|calendar",
    F.HEALTHCARE: "patient|ward|clinic|medication|care plan|nurs|hospital|health",
    F.FINANCE: "financ|account|budget|ledger|audit|invoice|tax|reconcil|forecast|banking",
    F.MARKETING: "marketing|campaign|brand|audience|content|social media|seo$|advert",
    F.TEACHING: "pupil|student|classroom|curricul|lesson|teach|school|education",
    F.MANAGEMENT: "lead a team|manage a team|direct reports|strategy|budget responsib|people manag|leadership",
    F.HOSPITALITY: "guest|hotel|restaurant|kitchen|till$|shop|retail|menu|shelves|bar$",
}
ENOUGH_WORDS: Final = 2
WORD_ENDS: Final = r"(?!\S)"


def family_of(job: JobDescription) -> RoleFamily:
    """The family of a job; `general` where its words tell none."""
    title = _plain(job.title)
    named = next((family for family, words in TITLES if _count(words, title)), None)
    return named or _by_description(_plain(f"{job.title} {job.industry} {job.description}"))


def _by_description(text: str) -> RoleFamily:
    counts = {family: _count(words, text) for family, words in WORDS.items()}
    best = max(counts, key=lambda family: counts[family])
    return best if counts[best] >= ENOUGH_WORDS else RoleFamily.GENERAL


def _count(words: str, text: str) -> int:
    """How many places of the text begin with one of the words."""
    pattern = words.replace("$", WORD_ENDS)
    return len(re.findall(rf"(?<!\S)(?:{pattern})", text))


def _plain(text: str) -> str:
    """Small letters, one space between words and one behind the last."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split()) + " "
