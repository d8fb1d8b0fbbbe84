import pytest

from toolmind.tools.effects import named_effect


@pytest.mark.parametrize(
    ("name", "verb", "noun"),
    [
        ("search_flights", "list", "flight"),
        ("getCustomerOrders", "get", "customer order"),
        ("CreateBucket", "create", "bucket"),
        ("drive_files_delete", "delete", "file"),
        ("book_hotel_room", "create", "hotel room"),
        ("cancel_booking", "update", "booking"),
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
        ("chat_users_sections_position", "get", "section"),
        ("drive_approvals_decline", "update", "approval"),
        ("drive_approvals_comment", "create", "approval"),
        ("BatchDeleteUser", "delete", "user"),
        ("bigquery_rowAccessPolicies_batchDelete", "delete", "access policy"),
        ("fileInsuranceClaim", "create", "insurance claim"),
        ("drive_files_list", "list", "file"),
        ("exchange_rate", "get", "exchange rate"),
        ("weather", "get", "weather"),
        ("translate_projects_locations_glossaries_create", "create", "glossary"),
        ("translate_ListTagsForResource", "list", "tag"),
        ("TranslateText", "get", "text"),
        ("", "get", ""),
    ],
)
def test_a_name_tells_what_a_tool_does_and_to_what(name, verb, noun):
    assert named_effect(name)[:2] == (verb, noun)
    assert named_effect(name).writes == (verb in ("create", "update", "delete"))


def test_only_a_known_verb_is_sure_to_only_read():
    assert named_effect("get_order").reads
    assert named_effect("weather").reads
    assert not named_effect("chat_users_sections_position").reads
    assert not named_effect("update_order").reads
