import pytest

from toolmind.tools.verbs import read_name


@pytest.mark.parametrize(
    ("name", "verb", "noun"),
    [
        ("search_flights", "list", "flight"),
        ("getCustomerOrders", "get", "customer order"),
        ("CreateBucket", "create", "bucket"),
        ("drive_files_delete", "delete", "file"),
        ("book_hotel_room", "create", "hotel room"),
        ("cancel_booking", "update", "booking"),
        ("refund_payment", "update", "payment"),
        ("github_create_issue", "create", "issue"),
        ("get_orders_for_customer", "get", "order"),
        ("order_status_get", "get", "order"),
        ("getMenuItemDetails", "get", "menu item"),
        ("blogger_posts_getByPath", "get", "post"),
        ("blogger_comments_markAsSpam", "update", "comment"),
        ("storage_bucketAccessControls_delete", "delete", "access control"),
        ("gmail_users_settings_sendAs_smimeInfo_insert", "create", "smime"),
        ("calendar_acl_get", "get", "calendar acl"),
        ("CreateBillOfMaterialsImportJob", "create", "import job"),
        ("get_status_of_order", "get", "order"),
        ("drive_approvals_decline", "update", "approval"),
        ("drive_approvals_comment", "create", "approval"),
        ("BatchDeleteUser", "delete", "user"),
        ("bigquery_rowAccessPolicies_batchDelete", "delete", "access policy"),
        ("fileInsuranceClaim", "create", "insurance claim"),
        ("drive_files_list", "list", "file"),
        ("translate_projects_locations_glossaries_create", "create", "glossary"),
        ("translate_ListTagsForResource", "list", "tag"),
        ("TranslateText", "get", "text"),
        ("get_or_create_user", "create", "user"),
        ("list_and_delete_drafts", "delete", "draft"),
        ("getTermsAndConditions", "get", "term"),
        ("checkInGuest", "update", "guest"),
        ("check_inventory", "get", "inventory"),
    ],
)
def test_a_name_tells_what_a_tool_does_and_to_what(name, verb, noun):
    named = read_name(name)
    assert (named.verb, named.noun) == (verb, noun)


@pytest.mark.parametrize(
    ("name", "verb", "noun"),
    [
        ("translate.projects.locations.datasets.importData", "create", "data"),
        ("books.myconfig.releaseDownloadAccess", "update", "download access"),
        ("calendar.events.watch", "create", "event"),
        ("jobs.complete", "update", "job"),
        ("StartFaceSearch", "create", "face search"),
        ("RefreshTrustedAdvisorCheck", "update", "advisor check"),
    ],
)
def test_the_verb_of_a_method_is_in_its_last_part_and_of_an_operation_at_its_beginning(
    name, verb, noun
):
    named = read_name(name)
    assert (named.verb, named.noun) == (verb, noun)


@pytest.mark.parametrize(
    ("name", "word", "noun"),
    [
        ("chat_users_sections_position", "position", "section"),
        ("content.accounts.custombatch", "custombatch", "account"),
        ("exchange_rate", "", "exchange rate"),
        ("weather", "", "weather"),
        ("OptOutSpeaker", "", "out speaker"),
        ("downloadSoftwareUpdate", "download", "software update"),
        ("trackOrder", "track", "order"),
        ("", "", ""),
    ],
)
def test_a_verb_that_is_not_known_or_may_do_either_is_another(name, word, noun):
    assert read_name(name) == ("other", word, noun)
